/** How an operator's kubectl gets its way in to a cluster: the command, as an argument list. */
export const contextAccess = (context: string): readonly string[] => ["kubectl", "config", "use-context", context];

export const eksAccess = (region: string, name: string): readonly string[] => [
    "aws",
    "eks",
    "update-kubeconfig",
    "--region",
    region,
    "--name",
    name,
];
