/** One service of a system on a cluster: everything it needs to run, be found, be scaled, be watched and be kept apart. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ContainerSpec } from "../../systems/spec.ts";
import type { Edge } from "../edge/edge.ts";
import { labels } from "../naming/labels.ts";
import type { Mesh } from "../mesh/mesh.ts";
import type { Connection } from "../workload/connection.ts";
import { autoscaler } from "./autoscaler.ts";
import { deployment } from "./deployment.ts";
import { disruptionBudget } from "./disruption-budget.ts";
import { ingress } from "./ingress.ts";
import { meshAuthorization } from "./mesh-authorization.ts";
import { networkPolicy } from "./network-policy.ts";
import type { ServicePlan } from "./plan.ts";
import { service } from "./service.ts";
import { serviceMonitor } from "./service-monitor.ts";

export interface ServiceDeploymentArgs {
    readonly plan: ServicePlan;
    /** Databases and caches of the system that a container asks for. */
    readonly connections: (spec: Pick<ContainerSpec, "databases" | "caches">) => readonly Connection[];
    /** Name of the Kubernetes Secret that holds a secret of the system. */
    readonly secretName: (secret: string) => string;
    readonly edge: Edge;
    /** The mesh that its pods are in. */
    readonly mesh: Mesh | undefined;
    /** Argo CD writes what can be written beforehand: here is only what comes from the cloud. */
    readonly delivered: boolean;
    /** Ranges of the API server, for the few that talk to it. */
    readonly controlPlaneCidrs: readonly string[];
    /** The namespace and what guards it: everything of the service comes after. */
    readonly guards: readonly pulumi.Resource[];
    /** What its pods must not start before: secrets, databases, migrations. */
    readonly startAfter: readonly pulumi.Resource[];
    /** What serves a ServiceMonitor. */
    readonly monitoringGates: readonly pulumi.Resource[];
}

export class ServiceDeployment extends pulumi.ComponentResource {
    /** Where the world reaches it, or undefined. */
    public readonly url: string | undefined;

    constructor(name: string, args: ServiceDeploymentArgs, opts?: pulumi.ComponentResourceOptions) {
        // All of it waits for the component, and so for these: listed by each of its resources, they would multiply the
        // paths that the engine walks when a delete fails.
        const dependsOn = [...args.guards, ...(args.mesh?.gates ?? [])];
        super("strata:index:ServiceDeployment", name, {}, { ...opts, dependsOn });
        const { plan } = args;
        const backend = args.delivered ? undefined : this.#workload(name, args);
        if (plan.exposed !== undefined) {
            ingress(name, { plan, exposed: plan.exposed, edge: args.edge, backend }, { parent: this });
        }

        this.url = plan.exposed && `${plan.exposed.tls ? "https" : "http"}://${plan.exposed.host}${plan.exposed.path}`;
        this.registerOutputs({ url: this.url });
    }

    /** @returns the Service, behind which its pods are ready. */
    #workload(name: string, args: ServiceDeploymentArgs): k8s.core.v1.Service {
        const { plan } = args;
        const child = { parent: this };
        const policy = this.#networkPolicy(name, args, child);
        const account = this.#account(name, plan, child);
        const config = this.#config(name, plan, child);
        const authorization = this.#meshAuthorization(name, args);
        const workload = deployment(name, args, {
            parent: this,
            dependsOn: [...args.startAfter, policy, account, config, ...authorization],
        });
        const backend = service(name, plan, { parent: this, dependsOn: [workload] });
        this.#availability(name, plan, { parent: this, dependsOn: [workload] });
        if (plan.spec.metrics !== undefined) {
            const dependsOn = [...args.monitoringGates, backend];
            serviceMonitor(name, plan, plan.spec.metrics, { parent: this, dependsOn });
        }
        return backend;
    }

    #networkPolicy(
        name: string,
        { plan, connections, edge, mesh, controlPlaneCidrs }: ServiceDeploymentArgs,
        opts: pulumi.CustomResourceOptions,
    ): pulumi.Resource {
        const { spec } = plan;
        const containers = [spec, ...Object.values(spec.initContainers ?? {}), ...Object.values(spec.sidecars ?? {})];
        const reached = new Set(containers.flatMap((container) => connections(container)));
        const meshed = mesh !== undefined;
        return networkPolicy(
            name,
            { plan, connections: [...reached], edgePeers: edge.peers, controlPlaneCidrs, meshed },
            opts,
        );
    }

    #meshAuthorization(name: string, { plan, mesh }: ServiceDeploymentArgs): readonly pulumi.Resource[] {
        if (mesh === undefined) return [];
        return meshAuthorization(name, plan, mesh, { parent: this });
    }

    #account(name: string, plan: ServicePlan, opts: pulumi.CustomResourceOptions): k8s.core.v1.ServiceAccount {
        return new k8s.core.v1.ServiceAccount(
            name,
            {
                metadata: this.#metadata(plan),
                automountServiceAccountToken: plan.spec.usesKubernetesApi ?? false,
            },
            opts,
        );
    }

    #config(name: string, plan: ServicePlan, opts: pulumi.CustomResourceOptions): k8s.core.v1.ConfigMap {
        return new k8s.core.v1.ConfigMap(name, { metadata: this.#metadata(plan), data: { ...plan.config } }, opts);
    }

    #availability(name: string, plan: ServicePlan, opts: pulumi.CustomResourceOptions): void {
        if (plan.autoscaling !== undefined) autoscaler(name, plan, plan.autoscaling, opts);
        if (plan.replicas >= 2) disruptionBudget(name, plan, opts);
    }

    #metadata({ name, namespace, system }: ServicePlan): k8s.types.input.meta.v1.ObjectMeta {
        return { name, namespace, labels: labels({ system, name, component: "service" }) };
    }
}
