/** The driver that makes EBS volumes for pods, and the classes of volumes that it offers. */
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { WorkloadIdentity } from "../identity/workload-identity.ts";
import type { OidcIssuer } from "./cluster.ts";
import { volumeStatements } from "./volume-statements.ts";

export interface VolumeDriverArgs {
    readonly clusterName: string;
    readonly region: string;
    readonly accountId: string;
    readonly oidc: OidcIssuer;
    /** Of the add-on aws-ebs-csi-driver. */
    readonly version: string;
    /** Key of the volumes. */
    readonly keyArn: pulumi.Output<string>;
    /** A volume outlives its claim. */
    readonly retain: boolean;
    /** Nodes that can run it. */
    readonly dependsOn: readonly pulumi.Resource[];
    readonly kubernetes: k8s.Provider;
}

/** The class of a volume whose claim names none. */
export const defaultStorageClass = "gp3";

/**
 * What a class adds to the type gp3, which comes with 3,000 operations and 125 MiB a second. `fast-ssd` is for databases
 * and stays within what an m5.2xlarge can carry: https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html
 */
const classes = {
    [defaultStorageClass]: {},
    "fast-ssd": { iops: "6000", throughput: "250" },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

export class VolumeDriver extends pulumi.ComponentResource {
    /** What whoever claims a volume waits for. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: VolumeDriverArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:VolumeDriver", name, {}, opts);
        const driver = this.#driver(name, args);
        this.ready = this.#classes(name, args, driver);
        this.registerOutputs({});
    }

    #driver(name: string, args: VolumeDriverArgs): aws.eks.Addon {
        const { clusterName, oidc, version, dependsOn } = args;
        const identity = new WorkloadIdentity(
            `${name}-ebs-csi`,
            {
                oidc,
                namespace: "kube-system",
                serviceAccount: "ebs-csi-controller-sa",
                statements: volumeStatements(args),
            },
            { parent: this },
        );
        return new aws.eks.Addon(
            `${name}-ebs-csi`,
            {
                clusterName,
                addonName: "aws-ebs-csi-driver",
                addonVersion: version,
                serviceAccountRoleArn: identity.roleArn,
                resolveConflictsOnCreate: "OVERWRITE",
                resolveConflictsOnUpdate: "PRESERVE",
            },
            { parent: this, dependsOn: [...dependsOn, ...identity.ready] },
        );
    }

    /** EKS marks its own class gp2 as the default no more, so there is one default. */
    #classes(name: string, args: VolumeDriverArgs, driver: aws.eks.Addon): readonly pulumi.Resource[] {
        return Object.entries(classes).map(
            ([className, more]) =>
                new k8s.storage.v1.StorageClass(
                    `${name}-${className}`,
                    {
                        metadata: {
                            name: className,
                            annotations: {
                                "storageclass.kubernetes.io/is-default-class": String(
                                    className === defaultStorageClass,
                                ),
                            },
                        },
                        provisioner: "ebs.csi.aws.com",
                        parameters: { type: "gp3", encrypted: "true", kmsKeyId: args.keyArn, ...more },
                        // In the zone of the pod, and not in one where no node of its own may stand.
                        volumeBindingMode: "WaitForFirstConsumer",
                        allowVolumeExpansion: true,
                        reclaimPolicy: args.retain ? "Retain" : "Delete",
                    },
                    { parent: this, provider: args.kubernetes, dependsOn: [driver] },
                ),
        );
    }
}
