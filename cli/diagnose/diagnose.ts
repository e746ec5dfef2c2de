/** `strata diagnose`: one side of a system on its cluster. */
import type { ExitCode } from "../../preview/exit-codes.ts";
import { root } from "../command.ts";
import type { DiagnoseOptions, Topic } from "../commands/diagnose.ts";
import { Findings } from "../live/findings.ts";
import { openSystem, type LiveSystem } from "../live/live-site.ts";
import { loadStack } from "../stack.ts";
import { diagnoseDatabase } from "./database.ts";
import { diagnoseLatency } from "./latency.ts";
import { diagnoseNetwork } from "./network.ts";
import { diagnosePods } from "./pods.ts";
import { diagnoseResources } from "./resources.ts";
import { diagnoseSecrets } from "./secrets.ts";

type Diagnosis = (live: LiveSystem, findings: Findings, options: DiagnoseOptions) => Promise<void>;

const diagnoses: Readonly<Record<Topic, Diagnosis>> = {
    pods: diagnosePods,
    network: diagnoseNetwork,
    database: diagnoseDatabase,
    secrets: diagnoseSecrets,
    resources: diagnoseResources,
    latency: diagnoseLatency,
};

export async function diagnose(stackName: string, topic: Topic, options: DiagnoseOptions): Promise<ExitCode> {
    const stack = await loadStack(root, stackName);
    const live = await openSystem(stack, stack.system(options.system, options.site));
    const findings = new Findings();
    await diagnoses[topic](live, findings, options);
    return findings.conclude();
}
