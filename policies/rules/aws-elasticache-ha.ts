import type { Subject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { count, countOr, isPresent } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { demand, inputsOf } from "../shared/demands.ts";
import { demandSwitch } from "../shared/switches.ts";
import { UNKNOWN } from "../unknown.ts";

/** Counted in all, or as replicas of each shard. */
function judgeNodes({ props }: Subject, verdict: Verdict): void {
    const all = count(props["numCacheClusters"]);
    const replicas = count(props["replicasPerNodeGroup"]);
    const nodes = typeof all === "number" ? all : 1 + (typeof replicas === "number" ? replicas : 0);
    if (nodes >= 2) return;
    if (all === UNKNOWN || (all === undefined && replicas === UNKNOWN)) verdict.unknown("numCacheClusters");
    else
        verdict.bad({
            message: `numCacheClusters and replicasPerNodeGroup make ${nodes} node; wanted are 2 or more, of which one takes over`,
            remedy: "numCacheClusters: 2,",
        });
}

export const rule = defineRule({
    name: "aws-elasticache-ha",
    title: "Caches survive the loss of a zone, and can be restored",
    rationale: "Who loses all sessions at once asks the database for everything at once.",
    levels: { dev: "disabled", staging: "advisory", prod: "mandatory" },
    options: noOptions,
    types: ["aws:elasticache/replicationGroup:ReplicationGroup"],
    check(subject, verdict) {
        const inputs = inputsOf(subject);
        const because = "nothing takes over when a node or its zone fails";
        demandSwitch(subject, verdict, { path: "automaticFailoverEnabled", wanted: true, unset: false, because });
        demandSwitch(subject, verdict, { path: "multiAzEnabled", wanted: true, unset: false, because });
        judgeNodes(subject, verdict);
        demand(inputs, verdict, {
            path: "snapshotRetentionLimit",
            meets: (value) => countOr(value, 0) >= 1,
            wanted: 1,
            because: "day, or more",
        });
        demand(inputs, verdict, {
            path: "subnetGroupName",
            meets: (value) => isPresent(value) && value !== "default",
            wanted: "a group of one's own",
            because: "the default one lies in the default network",
            remedy: "subnetGroupName: group.name,",
        });
    },
});
