/** Where Loki or Tempo keeps what it was told: a bucket with a key of its own, and the role of the one who writes it. */
import * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../../cluster/cluster.ts";
import { rotatingKey } from "../../encryption/rotating-key.ts";
import { WorkloadIdentity } from "../../identity/workload-identity.ts";
import { PrivateBucket } from "../../storage/private-bucket.ts";
import { bucketNames, type BucketNames } from "../../storage/bucket-names.ts";
import { requestLogs } from "../../storage/request-logs.ts";
import type { AddOnContext } from "../add-on.ts";

/** What its writer is told of it. */
export interface TelemetryStore {
    readonly bucketName: string;
    readonly region: string;
    readonly roleArn: pulumi.Output<string>;
    readonly ready: readonly pulumi.Resource[];
}

interface TelemetryBucketArgs {
    /** What lies in it, in a word: logs. */
    readonly purpose: string;
    readonly bucketName: string;
    readonly cloud: Cloud;
    readonly namespace: string;
    readonly serviceAccount: string;
    readonly protect: boolean;
}

/** Days for which an object that was deleted can come back. */
const keepOldVersionsDays = 7;

class TelemetryBucket extends pulumi.ComponentResource {
    public readonly bucketName: string;
    public readonly roleArn: pulumi.Output<string>;
    /** What the writer waits for. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: TelemetryBucketArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:TelemetryBucket", name, {}, opts);
        const { purpose, bucketName, cloud, protect } = args;
        const key = rotatingKey(name, { description: `Objects in ${bucketName}` }, { parent: this, protect });
        const bucket = new PrivateBucket(
            name,
            // Its writer knows how long each object is needed; an index that S3 deletes takes everything along.
            { bucketName, keyArn: key.arn, keepOldVersionsDays, protect },
            { parent: this },
        );
        const asked = requestLogs(name, { bucket, logs: cloud.storage.logs, purpose }, { parent: this });
        const identity = new WorkloadIdentity(
            name,
            {
                oidc: cloud.oidc,
                namespace: args.namespace,
                serviceAccount: args.serviceAccount,
                statements: [
                    { actions: ["s3:ListBucket"], resources: [bucket.arn] },
                    {
                        actions: ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
                        resources: [`${bucket.arn}/*`],
                    },
                    {
                        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
                        resources: [key.arn],
                        conditions: { StringEquals: { "kms:ViaService": `s3.${cloud.region}.amazonaws.com` } },
                    },
                ],
            },
            { parent: this },
        );
        this.bucketName = bucketName;
        this.roleArn = identity.roleArn;
        this.ready = [...bucket.ready, asked, ...identity.ready];
        this.registerOutputs({ bucketName, roleArn: this.roleArn });
    }
}

/** @returns nothing without a cloud: then it is a volume that keeps what was told. */
export function telemetryStore(
    { site, cluster: { name: clusterName, cloud }, environment, parent }: AddOnContext,
    args: Pick<TelemetryBucketArgs, "purpose" | "namespace" | "serviceAccount"> & {
        readonly bucket: keyof BucketNames;
    },
): TelemetryStore | undefined {
    if (cloud === undefined) return undefined;
    const { purpose, namespace, serviceAccount } = args;
    const { bucketName, roleArn, ready } = new TelemetryBucket(
        `${site}-${serviceAccount}`,
        {
            purpose,
            bucketName: bucketNames(clusterName, cloud.accountId)[args.bucket],
            cloud,
            namespace,
            serviceAccount,
            protect: environment.protectData,
        },
        { parent },
    );
    return { bucketName, roleArn, ready, region: cloud.region };
}
