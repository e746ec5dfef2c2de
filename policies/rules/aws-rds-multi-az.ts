import { CLUSTER, CLUSTER_INSTANCE, INSTANCE, isReplica } from "../model/databases.ts";
import { referenceTo } from "../model/references.ts";
import type { Stack } from "../model/stack.ts";
import type { Subject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { isPresent, items, text, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { demandSwitch } from "../shared/switches.ts";
import { UNKNOWN } from "../unknown.ts";

const membersOf = referenceTo([CLUSTER_INSTANCE], "clusterIdentifier");

/** Aurora's data lie in three zones always; who answers for them stands where its instances stand. */
function judgeAurora(cluster: Subject, stack: Stack, verdict: Verdict): void {
    const { found, perhaps } = membersOf(stack, cluster, cluster.props["clusterIdentifier"] ?? UNKNOWN);
    if (found.length >= 2) return;
    if (found.length + perhaps.length >= 2) verdict.unknown("which instances are the cluster's");
    else
        verdict.bad({
            message: `the cluster has ${found.length + perhaps.length} instances; wanted are 2 or more, of which one takes over`,
            remedy: "new aws.rds.ClusterInstance(`${name}-1`, { clusterIdentifier: cluster.clusterIdentifier, engine, instanceClass })",
        });
}

/** A cluster that is no Aurora comes with two standbys, in zones of their own unless all are one. */
function judgeZones(cluster: Subject, verdict: Verdict): void {
    const zones = cluster.props["availabilityZones"];
    if (zones === UNKNOWN) verdict.unknown("availabilityZones");
    else if (isPresent(zones) && new Set(items(zones)).size < 2)
        verdict.bad({
            message: "availabilityZones names one zone; wanted are 2 or more",
            remedy: "availabilityZones: [`${region}a`, `${region}b`, `${region}c`],",
        });
}

function judgeCluster(cluster: Subject, stack: Stack, verdict: Verdict): void {
    const engine = text(cluster.props["engine"]);
    if (engine === UNKNOWN) verdict.unknown("engine");
    else if (textOr(engine).startsWith("aurora")) judgeAurora(cluster, stack, verdict);
    else judgeZones(cluster, verdict);
}

export const rule = defineRule({
    name: "aws-rds-multi-az",
    title: "Databases of RDS survive the loss of a zone",
    rationale: "With a standby in another zone a failure is a minute, without one a restore from a backup.",
    levels: { dev: "disabled", staging: "advisory", prod: "mandatory" },
    options: noOptions,
    joins: () => true,
    types: [INSTANCE, CLUSTER],
    check(subject, verdict, { stack }) {
        if (subject.type === CLUSTER) judgeCluster(subject, stack, verdict);
        else if (!isReplica(subject)) {
            const because = "no standby takes over when its zone fails";
            demandSwitch(subject, verdict, { path: "multiAz", wanted: true, unset: false, because });
        }
    },
});
