import type * as pulumi from "@pulumi/pulumi";
import type { Mesh } from "../mesh/mesh.ts";
import { serverAuthorization } from "../mesh/server-authorization.ts";
import { mainPort, type ServicePlan } from "./plan.ts";

/** Its callers by identity; the load balancer and who collects figures by network, each on its own port. */
export function meshAuthorization(
    logicalName: string,
    { name, namespace, system, spec, callers, exposed }: ServicePlan,
    { edgeNetworks, podNetworks }: Mesh,
    opts: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
    const { metrics, ports } = spec;
    return serverAuthorization(
        logicalName,
        {
            system,
            namespace,
            name,
            component: "service",
            ports: Object.keys(ports),
            callers,
            networkAccess: [
                ...(exposed === undefined
                    ? []
                    : [{ purpose: "edge", port: mainPort(spec).name, networks: edgeNetworks }]),
                ...(metrics === undefined
                    ? []
                    : [{ purpose: "scraping", port: metrics.port ?? "http", networks: podNetworks }]),
            ],
        },
        opts,
    );
}
