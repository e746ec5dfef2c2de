/** What the rest of the program needs of a cluster, whoever runs it. */
import type * as aws from "@pulumi/aws";
import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Taint } from "../../config/cluster-schema.ts";
import type { AlarmTopic } from "../monitoring/alarm-topic.ts";
import type { Network } from "../network/network.ts";
import type { SiteStorage } from "../storage/site-storage.ts";

/** Who vouches for the cluster's ServiceAccounts in the cloud. */
export interface OidcIssuer {
    readonly providerArn: pulumi.Output<string>;
    /** Address without the scheme, as conditions of a trust policy name it. */
    readonly issuer: pulumi.Output<string>;
}

/** Where in the cloud a cluster stands, and what it finds there. */
export interface Cloud {
    readonly region: string;
    readonly accountId: string;
    readonly provider: aws.Provider;
    /** What everything of the site carries; a controller that makes things hands them on. */
    readonly tags: Readonly<Record<string, string>>;
    /** Key of log groups; it takes those whose names start with the cluster's. */
    readonly logKeyArn: pulumi.Output<string>;
    /** Key of the volumes of nodes and pods. */
    readonly volumeKeyArn: pulumi.Output<string>;
    readonly oidc: OidcIssuer;
    readonly network: Network;
    /** Every node carries it: the source that rules of databases and caches name. */
    readonly nodeSecurityGroupId: pulumi.Output<string>;
    /** Of EKS itself: through it nodes and control plane reach each other. */
    readonly clusterSecurityGroupId: pulumi.Output<string>;
    readonly storage: SiteStorage;
    readonly alarms: AlarmTopic;
}

export interface ClusterHandle {
    readonly kind: "context" | "eks";
    /** Name in the cloud, or of the context. */
    readonly name: string;
    readonly provider: k8s.Provider;
    /** Nothing where there is no cloud around it. */
    readonly cloud: Cloud | undefined;
    /** What workloads wait for: nodes that can run them. */
    readonly ready: readonly pulumi.Resource[];
    /** Ranges from which the API server calls webhooks. */
    readonly controlPlaneCidrs: readonly string[];
    /** Ranges of the nodes themselves, for what listens in their network. */
    readonly nodeCidrs: readonly string[];
    /** Ranges of the load balancers that reach pods directly. */
    readonly publicCidrs: readonly string[];
    /** Taints of its groups of nodes; of nodes that are there already nothing is known. */
    readonly taints: readonly Taint[];
    /** Class of the volumes of databases; the cluster's default where undefined. */
    readonly storageClass: string | undefined;
    /** Command with which an operator gets access. */
    readonly accessCommand: string;
}
