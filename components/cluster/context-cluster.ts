/** A cluster that exists: a context of the kubeconfig, such as that of kind. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { contextAccess } from "./access.ts";
import type { ClusterHandle } from "./cluster.ts";
import { providerSettings } from "./provider-settings.ts";

export interface ContextClusterArgs {
    readonly context: string;
}

/** Where its control plane and its nodes stand is not known: the private ranges of RFC 1918 hold every laptop's. */
const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"] as const;

export class ContextCluster extends pulumi.ComponentResource implements ClusterHandle {
    public readonly kind = "context";
    public readonly name: string;
    public readonly provider: k8s.Provider;
    public readonly cloud = undefined;
    public readonly ready: readonly pulumi.Resource[] = [];
    public readonly controlPlaneCidrs = privateRanges;
    public readonly nodeCidrs = privateRanges;
    public readonly publicCidrs: readonly string[] = [];
    public readonly taints = [];
    /** The cluster's default. */
    public readonly storageClass = undefined;
    public readonly accessCommand: string;

    constructor(name: string, { context }: ContextClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:Cluster", name, {}, opts);
        this.name = context;
        this.provider = new k8s.Provider(name, { context, ...providerSettings }, { parent: this });
        this.accessCommand = contextAccess(context).join(" ");
        this.registerOutputs({ name: this.name });
    }
}
