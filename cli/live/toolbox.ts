/** The service whose image brings the programs that a look at the database takes: they run in one of its pods. */
import { databaseEngine } from "../../components/database/engines.ts";
import { variablePrefix } from "../../components/workload/connection.ts";
import type { DatabaseSpec } from "../../systems/spec.ts";
import { Refusal } from "../command.ts";
import type { Result } from "../tools/run.ts";
import type { Findings } from "./findings.ts";
import type { LiveSystem } from "./live-site.ts";

export interface Toolbox {
    /** `deployment/pms-analytics` */
    readonly deployment: string;
    readonly databases: readonly ToolboxDatabase[];
    /** Says for each program of the image's contract that is missing so; @returns whether all are there. */
    readonly complete: (findings: Findings) => Promise<boolean>;
    /** Runs a program of the image, which reads `input`; a code other than 0 is for the caller to judge. */
    readonly run: (command: readonly string[], input?: string) => Promise<Result>;
}

export interface ToolboxDatabase {
    readonly spec: DatabaseSpec;
    /** It has pods of its own; else the cloud runs it. */
    readonly inCluster: boolean;
    /** Variable of the container that holds the password. */
    readonly passwordVariable: string;
}

/** @throws Refusal where the system names no such service, or has no database there. */
export function toolboxOf({ system, kubectl }: LiveSystem): Toolbox {
    const { spec, namespace } = system;
    if (spec.toolbox === undefined) throw new Refusal(`System ${system.name} names no service with database programs.`);
    const { programs } = spec.toolbox;
    const service = system.service(spec.toolbox.service);
    const deployment = `deployment/${service.name}`;
    const container = ["--namespace", namespace, "--container", service.container];
    const run = (command: readonly string[], input?: string): Promise<Result> =>
        input === undefined
            ? kubectl.run(["exec", deployment, ...container, "--", ...command])
            : kubectl.run(["exec", "--stdin", deployment, ...container, "--", ...command], { input });
    return {
        deployment,
        databases: (service.spec.databases ?? []).flatMap((key) => {
            const database = spec.databases[key];
            if (database === undefined) return [];
            const engine = databaseEngine(system.site.config.cluster.kind, system.settings.databases[key]);
            const passwordVariable = `${variablePrefix("databases", key)}_PASSWORD`;
            return [{ spec: database, inCluster: engine === "in-cluster", passwordVariable }];
        }),
        run,
        complete: async (findings) => {
            const { code, stdout, stderr } = await run(["/bin/sh", "-c", listMissing, "sh", ...programs]);
            const missing = stdout.split("\n").filter((line) => line !== "");
            for (const program of missing) findings.fail(program, `is not in the image of ${deployment}`);
            if (code !== 0) findings.fail(deployment, whyNot({ code, stdout, stderr }));
            return code === 0 && missing.length === 0;
        },
    };
}

const listMissing = 'for program in "$@"; do command -v "$program" >/dev/null || echo "$program"; done';

/** What a program in a pod said, without what kubectl adds to it. */
export function whyNot({ code, stdout, stderr }: Result): string {
    const said = (stderr.trim() || stdout.trim()).replace(/\n?command terminated with exit code \d+$/, "");
    return said === "" ? `exit code ${code}` : said;
}
