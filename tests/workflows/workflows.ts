/** The workflows of the repository, as GitHub reads them. */
import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { root } from "../support/stacks.ts";
import { read, readList, readMap } from "../support/values.ts";

const folder = new URL(".github/workflows/", root);

export interface Workflow {
    readonly file: string;
    readonly text: string;
    readonly content: unknown;
}

export interface Job {
    /** `preview.yml engine` */
    readonly title: string;
    readonly workflow: Workflow;
    readonly content: unknown;
}

export const workflows: readonly Workflow[] = readdirSync(folder).map((file) => {
    const text = readFileSync(new URL(file, folder), "utf8");
    const content: unknown = parse(text);
    return { file, text, content };
});

export const jobs: readonly Job[] = workflows.flatMap((workflow) =>
    Object.entries(readMap(workflow.content, "jobs")).map(([name, content]) => ({
        title: `${workflow.file} ${name}`,
        workflow,
        content,
    })),
);

export function workflow(file: string): Workflow {
    const found = workflows.find((each) => each.file === file);
    if (found === undefined) throw new Error(`there is no .github/workflows/${file}`);
    return found;
}

export const triggers = ({ content }: Workflow): readonly string[] => {
    const on = read(content, "on");
    return typeof on === "string" ? [on] : Array.isArray(on) ? on.map(String) : Object.keys(readMap(on, ""));
};

/** What the token of a job may do: what the job says, else what its workflow says. */
export function permissions({ content, workflow }: Job): unknown {
    return read(content, "permissions") ?? read(workflow.content, "permissions");
}

export const steps = ({ content }: Job): readonly unknown[] => readList(content, "steps");

/** The step of a job with that name. */
export function step(title: string, name: string): unknown {
    const found = jobs
        .filter((job) => job.title === title)
        .flatMap(steps)
        .find((each) => read(each, "name") === name);
    if (found === undefined) throw new Error(`${title} has no step "${name}"`);
    return found;
}
