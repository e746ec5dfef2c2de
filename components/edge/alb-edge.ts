/**
 * An Application Load Balancer for one system, made by its controller from the system's Ingresses, behind a firewall and
 * in a security group of its own.
 */
import * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../cluster/cluster.ts";
import { accessLogFolder } from "./access-logs.ts";
import type { Edge, EdgeHost, PreparedHost } from "./edge.ts";
import { EdgeSecurityGroup } from "./edge-security-group.ts";
import { PublicCertificate } from "./public-certificate.ts";
import { sslPolicy } from "./tls-policy.ts";
import { WebFirewall } from "./web-firewall.ts";

export interface AlbEdgeArgs {
    /** All Ingresses of the group share one load balancer: the system's name. */
    readonly group: string;
    readonly clusterName: string;
    readonly cloud: Cloud;
    /** Hosted zone of a host, for the records that prove who owns it. */
    readonly zoneId: (host: string) => pulumi.Input<string>;
    /** Ports of the pods that the world gets. */
    readonly ports: readonly number[];
    /** Requests that one address may send in five minutes. */
    readonly requestsPerFiveMinutes: number;
    /** Days that the firewall's logs are kept. */
    readonly logRetentionDays: number;
    /** Gates of the controller: it judges every Ingress, and must outlive them to take their load balancer away. */
    readonly gates: readonly pulumi.Resource[];
}

/** Blocked requests in five minutes: what scanners do all day stays below. A choice; no document gives a number. */
const alarmThreshold = 500;

const annotation = (name: string): string => `alb.ingress.kubernetes.io/${name}`;

export class AlbEdge extends pulumi.ComponentResource implements Edge {
    public readonly className = "alb";
    public readonly peers: Edge["peers"];
    readonly #args: AlbEdgeArgs;
    readonly #securityGroup: EdgeSecurityGroup;
    readonly #firewall: WebFirewall;

    constructor(name: string, args: AlbEdgeArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:AlbEdge", name, {}, opts);
        const { cloud, clusterName, group } = args;
        this.#args = args;
        this.peers = cloud.network.publicCidrs.map((cidr) => ({ ipBlock: { cidr } }));
        this.#securityGroup = new EdgeSecurityGroup(
            `${name}-alb`,
            {
                groupName: `${clusterName}-${group}-alb`,
                description: `Load balancer of ${group} on ${clusterName}`,
                vpcId: cloud.network.vpcId,
                nodeSecurityGroupId: cloud.nodeSecurityGroupId,
                backendPorts: args.ports,
            },
            { parent: this },
        );
        this.#firewall = new WebFirewall(
            name,
            {
                firewallName: `${clusterName}-${group}`,
                region: cloud.region,
                accountId: cloud.accountId,
                requestsPerFiveMinutes: args.requestsPerFiveMinutes,
                logRetentionDays: args.logRetentionDays,
                logKeyArn: cloud.logKeyArn,
                alarmThreshold,
                alarmTopicArn: cloud.alarms.arn,
            },
            { parent: this },
        );
        this.registerOutputs({});
    }

    public prepare(logicalName: string, host: EdgeHost, opts: pulumi.ComponentResourceOptions): PreparedHost {
        const { gates, cloud, zoneId } = this.#args;
        // A load balancer is refused whose logs it may not write.
        const dependsOn = [...gates, ...this.#securityGroup.ready, ...cloud.storage.logs.ready];
        if (!host.tls) {
            return {
                annotations: { ...this.#annotations(host), [annotation("listen-ports")]: '[{"HTTP":80}]' },
                tls: [],
                dependsOn,
            };
        }
        const certificate = new PublicCertificate(logicalName, { domain: host.host, zoneId: zoneId(host.host) }, opts);
        return {
            annotations: {
                ...this.#annotations(host),
                [annotation("listen-ports")]: '[{"HTTP":80},{"HTTPS":443}]',
                [annotation("ssl-redirect")]: "443",
                [annotation("ssl-policy")]: sslPolicy,
                [annotation("certificate-arn")]: certificate.arn,
            },
            tls: [{ hosts: [host.host] }],
            dependsOn: [...dependsOn, certificate.validation],
        };
    }

    /** Those of the load balancer itself are the same on every Ingress of the group: the controller refuses others. */
    #annotations({ healthPath }: EdgeHost): PreparedHost["annotations"] {
        const { group, cloud } = this.#args;
        return {
            [annotation("scheme")]: "internet-facing",
            [annotation("target-type")]: "ip",
            [annotation("group.name")]: group,
            [annotation("security-groups")]: this.#securityGroup.groupId,
            [annotation("manage-backend-security-group-rules")]: "false",
            [annotation("wafv2-acl-arn")]: this.#firewall.arn,
            [annotation("load-balancer-attributes")]: list({
                "access_logs.s3.enabled": "true",
                "access_logs.s3.bucket": cloud.storage.logs.bucketName,
                "access_logs.s3.prefix": accessLogFolder(group),
            }),
            // Shorter than the pods' own time to finish, so that none gets a request while it stops.
            [annotation("target-group-attributes")]: list({
                "deregistration_delay.timeout_seconds": "20",
                "load_balancing.algorithm.type": "least_outstanding_requests",
            }),
            [annotation("backend-protocol")]: "HTTP",
            [annotation("healthcheck-protocol")]: "HTTP",
            [annotation("healthcheck-port")]: "traffic-port",
            [annotation("healthcheck-interval-seconds")]: "10",
            [annotation("healthcheck-timeout-seconds")]: "5",
            [annotation("healthy-threshold-count")]: "2",
            [annotation("unhealthy-threshold-count")]: "3",
            [annotation("success-codes")]: "200-299",
            ...(healthPath === undefined ? {} : { [annotation("healthcheck-path")]: healthPath }),
        };
    }
}

const list = (attributes: Readonly<Record<string, string>>): string =>
    Object.entries(attributes)
        .map(([key, value]) => `${key}=${value}`)
        .join(",");
