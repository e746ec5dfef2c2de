/** How packets of the world get to a controller of Ingresses: a load balancer of the cloud, or ports of the nodes. */
import type * as pulumi from "@pulumi/pulumi";
import { EdgeSecurityGroup } from "../edge/edge-security-group.ts";
import type { AddOnContext } from "./add-on.ts";

export interface EdgeService {
    /** Of a Service. Addresses of clients are kept in any case, or every rate limit would hit the load balancer. */
    readonly spec: {
        readonly type: "LoadBalancer" | "NodePort";
        readonly externalTrafficPolicy: "Local";
        readonly loadBalancerClass?: string;
    };
    readonly annotations: Readonly<Record<string, pulumi.Input<string>>>;
    readonly ready: readonly pulumi.Resource[];
}

/** @param podPorts on which the controller's pods take what comes in. */
export function edgeService(
    { site, cluster, parent }: AddOnContext,
    controller: string,
    podPorts: readonly number[],
): EdgeService {
    const { cloud } = cluster;
    if (cloud === undefined) {
        return { spec: { type: "NodePort", externalTrafficPolicy: "Local" }, annotations: {}, ready: [] };
    }
    const group = new EdgeSecurityGroup(
        `${site}-${controller}`,
        {
            groupName: `${cluster.name}-${controller}`,
            description: `Load balancer of ${controller} on ${cluster.name}`,
            vpcId: cloud.network.vpcId,
            nodeSecurityGroupId: cloud.nodeSecurityGroupId,
            backendPorts: podPorts,
        },
        { parent },
    );
    const annotations = {
        scheme: "internet-facing",
        "nlb-target-type": "ip",
        "security-groups": group.groupId,
        "manage-backend-security-group-rules": "false",
        "target-group-attributes": "preserve_client_ip.enabled=true",
    };
    return {
        spec: { type: "LoadBalancer", loadBalancerClass: "service.k8s.aws/nlb", externalTrafficPolicy: "Local" },
        annotations: Object.fromEntries(
            Object.entries(annotations).map(([key, value]) => [
                `service.beta.kubernetes.io/aws-load-balancer-${key}`,
                value,
            ]),
        ),
        ready: group.ready,
    };
}
