import { z } from "zod";
import { parentType } from "../model/lineage.ts";
import type { Subject } from "../model/subject.ts";
import { flag } from "../options.ts";
import { at, isPresent, items, show, truth } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

/** Those that take a last snapshot when they are deleted. */
const DATABASES = [
    "aws:rds/cluster:Cluster",
    "aws:rds/instance:Instance",
    "aws:docdb/cluster:Cluster",
    "aws:neptune/cluster:Cluster",
];
const CLOUD = [
    ...DATABASES,
    "aws:rds/globalCluster:GlobalCluster",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:memorydb/cluster:Cluster",
    "aws:s3/bucket:Bucket",
    "aws:s3/bucketV2:BucketV2",
    "aws:kms/key:Key",
    "aws:eks/cluster:Cluster",
    "aws:efs/fileSystem:FileSystem",
    "aws:dynamodb/table:Table",
    "aws:backup/vault:Vault",
    "aws:opensearch/domain:Domain",
];
const CLAIM = "kubernetes:core/v1:PersistentVolumeClaim";
const STATEFUL_SET = "kubernetes:apps/v1:StatefulSet";
/** Its key encrypts messages on their way: with it goes nothing that lasts. */
const KEEPS_NOTHING = "strata:index:AlarmTopic";

/** A server without volumes of its own can be made anew. */
function holdsData({ type, props, resource }: Subject): boolean {
    if (type === STATEFUL_SET) return items(at(props, "spec", "volumeClaimTemplates")).length > 0;
    return parentType(resource) !== KEEPS_NOTHING;
}

function judgeSnapshot({ type, props }: Subject, verdict: Verdict): void {
    if (!DATABASES.includes(type)) return;
    const replica = ["replicateSourceDb", "replicationSourceIdentifier", "globalClusterIdentifier"];
    if (replica.some((input) => isPresent(at(props, input)))) return;
    const skipped = truth(at(props, "skipFinalSnapshot"));
    if (skipped === UNKNOWN) verdict.unknown("skipFinalSnapshot");
    else if (skipped === true)
        verdict.bad({
            message: `skipFinalSnapshot is ${show(skipped)}: deleted, its data are gone`,
            remedy: "skipFinalSnapshot: false",
        });
    else if (!isPresent(at(props, "finalSnapshotIdentifier")))
        verdict.bad({
            message: "finalSnapshotIdentifier is not set: without a name no last snapshot can be made",
            remedy: 'finalSnapshotIdentifier: "shop-database-final"',
        });
}

export const rule = defineRule({
    name: "pulumi-protect-stateful",
    title: "What holds data is protected from its own program",
    rationale: "One renamed line replaces a resource, and what a database held goes with the old one.",
    levels: { dev: "disabled", staging: "advisory", prod: "mandatory" },
    configOnlyExemption: true,
    options: (tier) =>
        z.strictObject({
            /** Whether it must be protected; what is made to be taken away again, such as staging, is not. */
            protect: flag.default(tier === "prod"),
            /** Whether a database must leave a last snapshot. */
            finalSnapshot: flag.default(tier === "prod"),
        }),
    types: [...CLOUD, CLAIM, STATEFUL_SET],
    check(subject, verdict, { options }) {
        if (!holdsData(subject)) return;
        if (options.protect && !subject.resource.protect)
            verdict.bad({
                message: "it holds data and is not protected: a change of its name would delete it",
                remedy: "{ parent: this, protect: true }",
            });
        if (options.finalSnapshot) judgeSnapshot(subject, verdict);
    },
});
