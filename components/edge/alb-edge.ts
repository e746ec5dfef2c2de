/** An Application Load Balancer for one system, made by its controller from the system's Ingresses. */
import type * as pulumi from "@pulumi/pulumi";
import type { Edge, EdgeHost, PreparedHost } from "./edge.ts";
import { PublicCertificate } from "./public-certificate.ts";

export interface AlbEdgeArgs {
    /** All Ingresses of the group share one load balancer. */
    readonly group: string;
    /** Hosted zone of a host, for the records that prove who owns it. */
    readonly zoneId: (host: string) => string;
    /** Ranges of the subnets in which the load balancer stands. */
    readonly publicCidrs: readonly string[];
}

/** TLS 1.2 and 1.3 with forward secrecy only, hybrid post-quantum key agreement where the client has it. */
const sslPolicy = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";

const annotation = (name: string): string => `alb.ingress.kubernetes.io/${name}`;

export class AlbEdge implements Edge {
    public readonly className = "alb";
    public readonly peers: Edge["peers"];
    readonly #args: AlbEdgeArgs;

    constructor(args: AlbEdgeArgs) {
        this.#args = args;
        this.peers = args.publicCidrs.map((cidr) => ({ ipBlock: { cidr } }));
    }

    public prepare(logicalName: string, host: EdgeHost, opts: pulumi.ComponentResourceOptions): PreparedHost {
        const shared = {
            [annotation("scheme")]: "internet-facing",
            [annotation("target-type")]: "ip",
            [annotation("group.name")]: this.#args.group,
            ...(host.healthPath === undefined ? {} : { [annotation("healthcheck-path")]: host.healthPath }),
        };
        if (!host.tls) {
            return {
                annotations: { ...shared, [annotation("listen-ports")]: '[{"HTTP":80}]' },
                tls: [],
                dependsOn: [],
            };
        }
        const certificate = new PublicCertificate(
            logicalName,
            { domain: host.host, zoneId: this.#args.zoneId(host.host) },
            opts,
        );
        return {
            annotations: {
                ...shared,
                [annotation("listen-ports")]: '[{"HTTP":80},{"HTTPS":443}]',
                [annotation("ssl-redirect")]: "443",
                [annotation("ssl-policy")]: sslPolicy,
                [annotation("certificate-arn")]: certificate.arn,
            },
            tls: [{ hosts: [host.host] }],
            dependsOn: [certificate.validation],
        };
    }
}
