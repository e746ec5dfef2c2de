import { createHash } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import type { SidecarSpec } from "../../systems/spec.ts";
import { annotations } from "../naming/annotations.ts";
import { labels, selectorLabels } from "../naming/labels.ts";
import type { Mesh } from "../mesh/mesh.ts";
import { proxyResources } from "../mesh/proxy-resources.ts";
import type { Connection } from "../workload/connection.ts";
import { buildContainer, uniqueVolumes, type BuiltContainer } from "../workload/container.ts";
import { probes } from "../workload/probes.ts";
import { podSecurityContext } from "../workload/security-context.ts";
import { strategicMerge } from "./patch.ts";
import type { ServicePlan } from "./plan.ts";

type PodTemplate = types.input.core.v1.PodTemplateSpec;
type Container = types.input.core.v1.Container;

export interface PodTemplateArgs {
    readonly plan: ServicePlan;
    readonly connections: (spec: Pick<SidecarSpec, "databases" | "caches">) => readonly Connection[];
    readonly secretName: (secret: string) => string;
    /** The mesh that the pods are in. */
    readonly mesh: Mesh | undefined;
}

/** Seconds in which load balancers and kube-proxy learn that the pod is going, before it is told to stop. */
const drainSeconds = 5;

export function podTemplate(args: PodTemplateArgs): PodTemplate {
    const { plan } = args;
    const { spec, name, system } = plan;
    const main = mainContainer(args);
    const inits = Object.entries(spec.initContainers ?? {}).map(([key, init]) => containerOf(args, key, init));
    const sidecars = Object.entries(spec.sidecars ?? {}).map(([key, sidecar]) => sidecarContainer(args, key, sidecar));
    const template: PodTemplate = {
        metadata: {
            labels: labels({ system, name, component: "service", version: plan.version }),
            annotations: {
                [annotations.configChecksum]: checksum(plan.config),
                ...(secretsOf(args).length > 0 ? { [annotations.secretRotation]: String(plan.rotation) } : {}),
                ...(args.mesh === undefined ? {} : proxyResources(plan.tier)),
            },
        },
        spec: {
            serviceAccountName: name,
            automountServiceAccountToken: spec.usesKubernetesApi ?? false,
            enableServiceLinks: false,
            priorityClassName: spec.priority ?? "strata-standard",
            terminationGracePeriodSeconds: spec.terminationGraceSeconds ?? 30,
            securityContext: podSecurityContext(),
            // A native sidecar is an init container that stays: it starts before the others and stops after them.
            ...([...sidecars, ...inits].length === 0
                ? {}
                : { initContainers: [...sidecars, ...inits].map(({ container }) => container) }),
            containers: [main.container],
            volumes: uniqueVolumes([main, ...sidecars, ...inits].flatMap(({ volumes }) => volumes)),
            topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
                maxSkew: 1,
                topologyKey,
                // Spread when it can be, run in any case.
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: { matchLabels: selectorLabels({ system, name }) },
                matchLabelKeys: ["pod-template-hash"],
            })),
        },
    };
    return spec.podTemplate === undefined ? template : (strategicMerge(template, spec.podTemplate) as PodTemplate);
}

function mainContainer(args: PodTemplateArgs): BuiltContainer {
    const { plan } = args;
    const { ports, health } = plan.spec;
    const { container, volumes } = containerOf(args, plan.container, plan.spec);
    return {
        container: {
            ...container,
            ports: containerPorts(ports),
            ...probes(health, ports),
            lifecycle: { preStop: { sleep: { seconds: drainSeconds } } },
        },
        volumes,
    };
}

function sidecarContainer(args: PodTemplateArgs, name: string, spec: SidecarSpec): BuiltContainer {
    const { container, volumes } = containerOf(args, name, spec);
    const ports = spec.ports ?? {};
    return {
        container: {
            ...container,
            restartPolicy: "Always",
            ...(spec.ports === undefined ? {} : { ports: containerPorts(ports) }),
            ...probes(spec.health, ports),
        },
        volumes,
    };
}

function containerOf(args: PodTemplateArgs, name: string, spec: Omit<SidecarSpec, "health">): BuiltContainer {
    const { plan } = args;
    return buildContainer({
        name,
        spec,
        tier: plan.tier,
        image: plan.image(spec.image),
        connections: args.connections(spec),
        secretName: args.secretName,
        configMap: plan.name,
    });
}

const containerPorts = (ports: Readonly<Record<string, number>>): Container["ports"] =>
    Object.entries(ports).map(([name, containerPort]) => ({ name, containerPort, protocol: "TCP" }));

/** Names of the Secrets that its containers read. */
export function secretsOf({ plan: { spec }, connections, secretName }: PodTemplateArgs): readonly string[] {
    const names = [spec, ...Object.values(spec.sidecars ?? {}), ...Object.values(spec.initContainers ?? {})].flatMap(
        (container) => [
            ...Object.values(container.secrets ?? {}).map((reference) => secretName(reference.split("/")[0] ?? "")),
            ...connections(container).map((connection) => connection.secretName),
        ],
    );
    return [...new Set(names)].toSorted();
}

function checksum(config: Readonly<Record<string, string>>): string {
    const sorted = Object.entries(config).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
}
