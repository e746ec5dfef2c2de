import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Edge } from "../edge/edge.ts";
import { annotations } from "../naming/annotations.ts";
import { labels } from "../naming/labels.ts";
import { mainPort, type ExposedHost, type ServicePlan } from "./plan.ts";

export interface IngressArgs {
    readonly plan: ServicePlan;
    readonly exposed: ExposedHost;
    readonly edge: Edge;
    /** What it sends traffic to; undefined where somebody else writes it, whenever that is. */
    readonly backend: k8s.core.v1.Service | undefined;
}

export function ingress(
    logicalName: string,
    { plan, exposed, edge, backend }: IngressArgs,
    opts: pulumi.CustomResourceOptions & { readonly parent: pulumi.Resource },
): k8s.networking.v1.Ingress {
    const { name, namespace, system, spec } = plan;
    const { ready } = spec.health;
    const prepared = edge.prepare(
        logicalName,
        { ...exposed, name, namespace, healthPath: ready.kind === "http" ? ready.path : undefined },
        { parent: opts.parent },
    );
    return new k8s.networking.v1.Ingress(
        logicalName,
        {
            metadata: {
                name,
                namespace,
                labels: labels({ system, name, component: "service" }),
                annotations: {
                    ...prepared.annotations,
                    ...(backend === undefined ? { [annotations.skipAwait]: "true" } : {}),
                },
            },
            spec: {
                ingressClassName: edge.className,
                ...(prepared.tls.length === 0 ? {} : { tls: prepared.tls }),
                rules: [
                    {
                        host: exposed.host,
                        http: {
                            paths: [
                                {
                                    path: exposed.path,
                                    pathType: "Prefix",
                                    backend: { service: { name, port: { name: mainPort(spec).name } } },
                                },
                            ],
                        },
                    },
                ],
            },
        },
        { ...opts, dependsOn: [...(backend === undefined ? [] : [backend]), ...prepared.dependsOn] },
    );
}
