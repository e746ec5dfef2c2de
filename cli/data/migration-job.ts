/** The system's migration Job as the program makes it, with another command and a name of its own. */
import { z } from "zod";
import { InputError } from "../../config/problem.ts";
import { placeholders } from "../../preview/manifests.ts";
import type { RecordedResource } from "../../preview/recording.ts";
import type { JobSpec } from "../../systems/spec.ts";
import type { StackSystem } from "../stack.ts";

export interface MigrationJob {
    /** Key of the job in its system. */
    readonly key: string;
    readonly spec: JobSpec;
}

/** @throws InputError when no job of the system runs Flyway. */
export function findMigrationJob({ name, spec }: StackSystem): MigrationJob {
    const found = Object.entries(spec.jobs).find(([, job]) => job.command?.[0] === "./flyway");
    if (found !== undefined) return { key: found[0], spec: found[1] };
    const message = `no job of ${name} runs ./flyway: there is no schema to migrate.`;
    throw new InputError([{ file: `systems/${name}/`, path: "jobs", message }]);
}

/** As far as it is changed; the rest stays. */
const jobSchema = z.looseObject({
    metadata: z.looseObject({ annotations: z.record(z.string(), z.string()).default({}) }),
    spec: z.looseObject({
        template: z.looseObject({
            spec: z.looseObject({ containers: z.tuple([z.looseObject({})]).rest(z.looseObject({})) }),
        }),
    }),
});

export interface JobChange {
    readonly action: "migrate" | "undo";
    readonly target: string;
    readonly command: readonly string[];
    /** Makes the name another one at each run. */
    readonly run: string;
}

/** From a recorded run of the program: the same image, account, limits, network and secrets as at a deployment. */
export function migrationManifest(
    resources: readonly RecordedResource[],
    system: StackSystem,
    job: MigrationJob,
    { action, target, command, run }: JobChange,
): { readonly name: string; readonly text: string } {
    const base = `${system.name}-${job.key}`;
    const recorded = resources.find(
        ({ type, name }) => type === "kubernetes:batch/v1:Job" && name === `${system.site.name}-${base}`,
    );
    if (recorded === undefined) throw new Error(`the program makes no Job ${base} on site ${system.site.name}`);
    const unknown = placeholders(recorded.inputs);
    // What only a deployment knows must not reach a cluster as a made-up value.
    if (unknown.length > 0) throw new Error(`the Job ${base} holds what is not known here: ${unknown.join(", ")}`);

    const manifest = jobSchema.parse(recorded.inputs);
    const name = `${base}-${action}-${run}`;
    const [container, ...others] = manifest.spec.template.spec.containers;
    const text = JSON.stringify({
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: {
            ...manifest.metadata,
            name,
            annotations: {
                ...manifest.metadata.annotations,
                "strata.dev/migration-action": action,
                "strata.dev/migration-target": target,
            },
        },
        spec: {
            ...manifest.spec,
            // A migration that failed half-way is looked at, not tried again.
            backoffLimit: 0,
            template: {
                ...manifest.spec.template,
                spec: {
                    ...manifest.spec.template.spec,
                    containers: [{ ...container, command }, ...others],
                },
            },
        },
    });
    return { name, text };
}
