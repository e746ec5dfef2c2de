/** What the engine, AWS or the cluster say when a destroy does not succeed, and what to do about it. */

interface KnownFailure {
    readonly said: RegExp;
    readonly todo: (stack: string) => string;
}

const known: readonly KnownFailure[] = [
    {
        said: /stack is currently locked/,
        todo: (stack) =>
            `An operation that was killed left its lock. When nobody works on ${stack} now: pulumi cancel --stack ${stack}`,
    },
    {
        // The words of the provider: pulumi-kubernetes, provider/pkg/provider/provider.go.
        said: /configured Kubernetes cluster is unreachable|unable to load schema information from the API server/,
        todo: (stack) =>
            [
                "The cluster does not answer, and its objects stand in the state. When it is only out of reach: mend that. When it is gone for good:",
                `  PULUMI_K8S_DELETE_UNREACHABLE=true strata destroy ${stack} --skip-drain`,
                `  That forgets plain objects. Helm releases it does not forget: for each one that is named, pulumi state delete --stack ${stack} '<urn>'`,
            ].join("\n"),
    },
    {
        said: /DependencyViolation/,
        todo: (stack) =>
            `Something that the stack did not make still hangs on the network: strata sweep ${stack} says what.`,
    },
    {
        said: /Cannot delete protected (?:DB )?[Cc]luster|deletion protection/i,
        todo: () =>
            "AWS refuses to delete a managed database until that is switched off: aws rds modify-db-cluster --db-cluster-identifier <name> --no-deletion-protection --apply-immediately",
    },
    {
        said: /BackupVault cannot be deleted|contains recovery points/,
        todo: () =>
            "A backup vault goes only when it is empty. Its recovery points are backups: whoever may give them up deletes them in AWS Backup.",
    },
    {
        said: /pending_operations|pending operations/,
        todo: (stack) =>
            `An operation was cut off, and the state does not know how it ended: pulumi refresh --stack ${stack}`,
    },
];

/** What is to be done about the failures that are known among what was said. */
export const advice = (said: string, stack: string): readonly string[] =>
    known.filter((failure) => failure.said.test(said)).map(({ todo }) => todo(stack));
