/**
 * What is wrong with the input, all of it at once.
 *
 * A problem says where it is (file and path), what was found, what is allowed and what to do. It is the user's to mend,
 * so it never comes with a stack trace: RunError tells Pulumi's runner so, and the preview exits 2 on it.
 */
import * as pulumi from "@pulumi/pulumi";

export interface Problem {
    /** The file to open, relative to the project's root. */
    readonly file: string;
    /** Where in the file: `strata:sites[0].cluster.version`. Empty when it is the file as a whole. */
    readonly path: string;
    /** What was found, what is allowed, what to do: one or two sentences. */
    readonly message: string;
}

export class InputError extends pulumi.RunError {
    public readonly problems: readonly Problem[];

    constructor(problems: readonly Problem[]) {
        super(describe(problems));
        this.problems = problems;
    }
}

function describe(problems: readonly Problem[]): string {
    const files = Map.groupBy(problems, (problem) => problem.file);
    return [...files]
        .map(([file, found]) => {
            const lines = found.map(({ path, message }) => `  ${path === "" ? "" : `${path}: `}${message}`);
            return [`${file}: ${count(found.length)}`, ...lines].join("\n");
        })
        .join("\n");
}

const count = (problems: number): string => (problems === 1 ? "1 problem" : `${problems} problems`);
