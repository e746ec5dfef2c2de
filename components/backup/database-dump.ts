/**
 * A daily dump of one database into the site's bucket for backups. It outlives the database, can be read without AWS and
 * holds one day; what was written in between comes back from the managed backups.
 */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../cluster/cluster.ts";
import { schedule } from "../database/schedule.ts";
import { roleAnnotation, WorkloadIdentity } from "../identity/workload-identity.ts";
import { labels, selectorLabels } from "../naming/labels.ts";
import { toCloud } from "../platform/traffic.ts";
import { connectionEnv, connectionMounts, connectionVolumes, type Connection } from "../workload/connection.ts";
import { resources } from "../workload/resources.ts";
import { containerSecurityContext, podSecurityContext } from "../workload/security-context.ts";

// renovate: datasource=docker depName=docker.io/library/postgres
const postgres = "17.7@sha256:2006493727bd5277eece187319af1ef82b4cf82cf4fc1ed00da0775b646ac2a4";

// renovate: datasource=docker depName=public.ecr.aws/aws-cli/aws-cli
const awsCli = "2.35.20@sha256:f311cee20d7a79db2fa5d97ee719e8cc1c1c32ecbb3230c4b4046af860862dfe";

/** Where the dump lies between the two containers. */
const volume = { name: "dump", mountPath: "/dump" } as const;
const file = `${volume.mountPath}/database.dump`;

export interface DatabaseDumpArgs {
    readonly system: string;
    readonly namespace: string;
    /** Of the Service of the database. */
    readonly objectName: string;
    /** Name of the database in its server. */
    readonly database: string;
    readonly connection: Connection;
    /** Room for one dump: as much as the database has, which no dump reaches. */
    readonly storage: string;
    readonly storageClass: string | undefined;
    readonly cloud: Cloud;
    /** Guards of the namespace, and what must be there before anything connects. */
    readonly dependsOn: readonly pulumi.Resource[];
}

/** Name of its objects: pods, ServiceAccount, CronJob. */
export const dumpName = (objectName: string): string => `${objectName}-backup`;

export class DatabaseDump extends pulumi.ComponentResource {
    constructor(name: string, args: DatabaseDumpArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:DatabaseDump", name, {}, { ...opts, dependsOn: [...args.dependsOn] });
        const identity = this.#identity(name, args);
        const child = { parent: this };
        const account = new k8s.core.v1.ServiceAccount(
            name,
            {
                metadata: { ...metadata(args), annotations: { [roleAnnotation]: identity.roleArn } },
                automountServiceAccountToken: false,
            },
            child,
        );
        const policy = this.#networkPolicy(name, args, child);
        const { storage } = args.cloud;
        this.#cronJob(name, args, {
            parent: this,
            dependsOn: [account, policy, ...identity.ready, ...storage.backups.ready],
        });
        this.registerOutputs({});
    }

    /** It may add to the system's folder and can neither read, list nor delete there. */
    #identity(name: string, { system, namespace, objectName, cloud }: DatabaseDumpArgs): WorkloadIdentity {
        return new WorkloadIdentity(
            name,
            {
                oidc: cloud.oidc,
                namespace,
                serviceAccount: dumpName(objectName),
                statements: [
                    { actions: ["s3:PutObject"], resources: [`${cloud.storage.backups.arn}/${system}/*`] },
                    // A file in parts is decrypted to be put together.
                    { actions: ["kms:GenerateDataKey", "kms:Decrypt"], resources: [cloud.storage.backupKeyArn] },
                ],
            },
            { parent: this },
        );
    }

    /** To the database, and to S3 and STS over TLS. */
    #networkPolicy(name: string, args: DatabaseDumpArgs, opts: pulumi.CustomResourceOptions): pulumi.Resource {
        const pods = selectorLabels({ system: args.system, name: dumpName(args.objectName) });
        const toServices = toCloud(pods);
        return new k8s.networking.v1.NetworkPolicy(
            name,
            {
                metadata: metadata(args),
                spec: {
                    podSelector: { matchLabels: pods },
                    policyTypes: ["Ingress", "Egress"],
                    egress: pulumi.output(toServices.egress).apply((rules = []) => [args.connection.egress, ...rules]),
                },
            },
            opts,
        );
    }

    #cronJob(name: string, args: DatabaseDumpArgs, opts: pulumi.CustomResourceOptions): void {
        new k8s.batch.v1.CronJob(
            name,
            {
                metadata: metadata(args),
                spec: {
                    schedule: schedule.dump,
                    timeZone: "Etc/UTC",
                    concurrencyPolicy: "Forbid",
                    startingDeadlineSeconds: 3600,
                    successfulJobsHistoryLimit: 1,
                    failedJobsHistoryLimit: 3,
                    jobTemplate: {
                        spec: {
                            backoffLimit: 2,
                            // It has to end before the next one starts, and before the day's work does.
                            activeDeadlineSeconds: 4 * 3600,
                            template: { metadata: { labels: metadata(args).labels }, spec: podSpec(args) },
                        },
                    },
                },
            },
            opts,
        );
    }
}

const metadata = ({ system, namespace, objectName }: DatabaseDumpArgs) => ({
    name: dumpName(objectName),
    namespace,
    labels: labels({ system, name: dumpName(objectName), component: "backup", version: postgres }),
});

function podSpec(args: DatabaseDumpArgs): k8s.types.input.core.v1.PodSpec {
    const { connection, objectName, storage, storageClass } = args;
    const scratch = { name: "tmp", mountPath: "/tmp" };
    const container = {
        imagePullPolicy: "IfNotPresent",
        resources: resources("50m", "500m", "256Mi"),
        securityContext: containerSecurityContext,
    };
    return {
        restartPolicy: "Never",
        serviceAccountName: dumpName(objectName),
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        priorityClassName: "strata-standard",
        securityContext: podSecurityContext(),
        initContainers: [
            {
                ...container,
                name: "dump",
                image: `docker.io/library/postgres:${postgres}`,
                command: ["sh", "-ec", dumpScript(connection.prefix)],
                env: connectionEnv(connection),
                volumeMounts: [volume, scratch, ...connectionMounts(connection)],
            },
        ],
        containers: [
            {
                ...container,
                name: "upload",
                image: `public.ecr.aws/aws-cli/aws-cli:${awsCli}`,
                command: ["sh", "-ec", uploadScript(args)],
                env: [
                    { name: "HOME", value: scratch.mountPath },
                    { name: "AWS_REGION", value: args.cloud.region },
                ],
                volumeMounts: [{ ...volume, readOnly: true }, scratch],
            },
        ],
        volumes: [
            {
                name: volume.name,
                // Made for each run and gone with it; encrypted like every volume of the cluster.
                ephemeral: {
                    volumeClaimTemplate: {
                        spec: {
                            accessModes: ["ReadWriteOnce"],
                            ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
                            resources: { requests: { storage } },
                        },
                    },
                },
            },
            { name: scratch.name, emptyDir: { sizeLimit: "64Mi" } },
            ...connectionVolumes(connection),
        ],
    };
}

/** In the format from which single tables can be restored too. */
const dumpScript = (prefix: string): string =>
    [
        ...["HOST", "PORT", "USER", "PASSWORD"].map((part) => `export PG${part}="$${prefix}_${part}"`),
        `export PGDATABASE="$${prefix}_NAME"`,
        `exec pg_dump --format=custom --no-password --file=${file}`,
    ].join("\n");

/** The bucket encrypts it with its own key. */
const uploadScript = ({ system, database, cloud }: DatabaseDumpArgs): string => {
    const folder = `s3://${cloud.storage.backups.bucketName}/${system}/${database}`;
    return `exec aws s3 cp --only-show-errors ${file} "${folder}/$(date -u +%Y-%m-%dT%H-%M-%SZ).dump"`;
};
