/** What has to be on the machine before anything is made: everything that is missing is told at once. */
import { InputError, type Problem } from "../../config/problem.ts";
import { run, ToolMissing } from "../tools/run.ts";

interface Prerequisite {
    readonly program: string;
    /** Succeeds where it works. */
    readonly probe: readonly string[];
    /** What to do where it does not. */
    readonly remedy: string;
}

const engine: readonly Prerequisite[] = [
    {
        program: "kubectl",
        probe: ["version", "--client"],
        remedy: "Install it: https://kubernetes.io/docs/tasks/tools/.",
    },
    {
        program: "pulumi",
        probe: ["version"],
        remedy: "Install it, 3.250 or later: https://www.pulumi.com/docs/iac/download-install/.",
    },
];

const otherwise = "or use a cluster that runs already: make local CONTEXT=current.";

const cluster: readonly Prerequisite[] = [
    {
        program: "docker",
        // Asks the daemon; `--version` would not.
        probe: ["info", "--format", "{{.ServerVersion}}"],
        remedy: `Install and start Docker (https://docs.docker.com/get-started/get-docker/), ${otherwise}`,
    },
    {
        program: "kind",
        probe: ["version"],
        remedy: `Install it, 0.32 or later: https://kind.sigs.k8s.io/docs/user/quick-start/#installation, ${otherwise}`,
    },
];

/** @throws InputError with everything that is missing or does not work. */
export async function checkPrerequisites({ withCluster }: { readonly withCluster: boolean }): Promise<void> {
    const wanted = [...(withCluster ? cluster : []), ...engine];
    const found = await Promise.all(wanted.map(problem));
    const problems = found.filter((each) => each !== undefined);
    if (problems.length > 0) throw new InputError(problems);
}

async function problem({ program, probe, remedy }: Prerequisite): Promise<Problem | undefined> {
    const at = { file: "PATH", path: program };
    try {
        const { code, stdout, stderr } = await run(program, probe);
        if (code === 0) return undefined;
        const said = (stderr.trim() || stdout.trim()).split("\n")[0] ?? "";
        return { ...at, message: `is there, and does not work: ${said} ${remedy}` };
    } catch (error) {
        if (!(error instanceof ToolMissing)) throw error;
        return { ...at, message: `is not there. ${remedy}` };
    }
}
