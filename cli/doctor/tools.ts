/** The programs that an operator works with, and how each tells its version. */
import { run, ToolMissing } from "../tools/run.ts";

export interface Tool {
    readonly name: string;
    /** Arguments that make it tell its version without asking a server. */
    readonly probe: readonly string[];
    readonly purpose: string;
    readonly required: boolean;
    /** Nothing to do where no site of the stack is on AWS. @default false */
    readonly onlyAws?: boolean;
}

export const tools: readonly Tool[] = [
    { name: "kubectl", probe: ["version", "--client"], purpose: "talks to the cluster", required: true },
    { name: "helm", probe: ["version"], purpose: "looks at installed charts", required: true },
    {
        name: "aws",
        probe: ["--version"],
        purpose: "credentials for AWS and EKS",
        required: true,
        onlyAws: true,
    },
    { name: "pulumi", probe: ["version"], purpose: "deploys", required: true },
    { name: "node", probe: ["--version"], purpose: "runs the program", required: true },
    { name: "argocd", probe: ["version", "--client"], purpose: "deliveries by Argo CD", required: false },
    { name: "docker", probe: ["--version"], purpose: "a cluster on this machine", required: false },
    { name: "k9s", probe: ["version"], purpose: "a view of the cluster in the terminal", required: false },
];

export type Probe =
    | { readonly state: "there"; readonly version: string }
    | { readonly state: "missing" }
    | { readonly state: "broken"; readonly said: string };

export async function probe({ name, probe: args }: Tool): Promise<Probe> {
    try {
        const { code, stdout, stderr } = await run(name, args, { timeoutSeconds: 20 });
        const said = `${stdout}\n${stderr}`;
        if (code !== 0) return { state: "broken", said: said.trim().split("\n")[0] ?? "" };
        return { state: "there", version: /v?\d+\.\d+(\.\d+)?[^\s",/]*/.exec(said)?.[0] ?? "version unknown" };
    } catch (error) {
        if (error instanceof ToolMissing) return { state: "missing" };
        throw error;
    }
}
