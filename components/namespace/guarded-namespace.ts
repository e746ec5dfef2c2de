/**
 * A namespace that denies what nobody asked for: a Pod Security level, no traffic but DNS, and, where applications live,
 * a quota with defaults and ceilings for each container.
 */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { namespacePeer } from "./peers.ts";
import { podSecurityLabels, type PodSecurityLevel } from "./pod-security.ts";

type PolicySpec = k8s.types.input.networking.v1.NetworkPolicySpec;

export interface GuardedNamespaceArgs {
    /** Name of the namespace. */
    readonly namespace: string;
    /** @default "restricted" */
    readonly podSecurity?: PodSecurityLevel;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    /** Traffic that is let through beside DNS, by name. */
    readonly allow?: Readonly<Record<string, PolicySpec>>;
    /** Most that all its pods may ask for together; without it there is no quota. */
    readonly quota?: { readonly cpu: string; readonly memory: string; readonly pods: number };
    /** What the namespace waits for: nodes, for one. A component does not hand its own `dependsOn` to its children. */
    readonly dependsOn: readonly pulumi.Resource[];
}

export class GuardedNamespace extends pulumi.ComponentResource {
    /** What objects in the namespace wait for: without the guards a pod would run unguarded for a moment. */
    public readonly gates: readonly pulumi.Resource[];

    constructor(name: string, args: GuardedNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:GuardedNamespace", name, {}, opts);
        const namespace = this.#namespace(name, args);
        const child = { parent: this, dependsOn: [namespace] };
        this.gates = [namespace, ...this.#policies(name, args, child), ...this.#limits(name, args, child)];
        this.registerOutputs({});
    }

    #namespace(name: string, args: GuardedNamespaceArgs): k8s.core.v1.Namespace {
        return new k8s.core.v1.Namespace(
            name,
            {
                metadata: {
                    name: args.namespace,
                    ...(args.annotations === undefined ? {} : { annotations: { ...args.annotations } }),
                    labels: {
                        ...args.labels,
                        "app.kubernetes.io/managed-by": "pulumi",
                        ...podSecurityLabels(args.podSecurity ?? "restricted"),
                    },
                },
            },
            { parent: this, dependsOn: [...args.dependsOn] },
        );
    }

    #policies(name: string, args: GuardedNamespaceArgs, opts: pulumi.CustomResourceOptions): pulumi.Resource[] {
        const policies: Readonly<Record<string, PolicySpec>> = {
            "default-deny": { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
            "allow-dns": allowDns,
            ...args.allow,
        };
        return Object.entries(policies).map(
            ([key, spec]) =>
                new k8s.networking.v1.NetworkPolicy(
                    `${name}-${key}`,
                    { metadata: { name: key, namespace: args.namespace }, spec },
                    opts,
                ),
        );
    }

    #limits(
        name: string,
        { namespace, quota }: GuardedNamespaceArgs,
        opts: pulumi.CustomResourceOptions,
    ): pulumi.Resource[] {
        if (quota === undefined) return [];
        const metadata = { name: "strata", namespace };
        return [
            new k8s.core.v1.ResourceQuota(
                name,
                {
                    metadata,
                    spec: {
                        hard: {
                            "requests.cpu": quota.cpu,
                            "requests.memory": quota.memory,
                            pods: String(quota.pods),
                            // What would get past the edge has no place in an application's namespace.
                            "services.loadbalancers": "0",
                            "services.nodeports": "0",
                        },
                    },
                },
                opts,
            ),
            new k8s.core.v1.LimitRange(name, { metadata, spec: { limits: [containerLimits] } }, opts),
        ];
    }
}

/** For pods that somebody adds by hand: those of the program state everything themselves. */
const containerLimits: k8s.types.input.core.v1.LimitRangeItem = {
    type: "Container",
    defaultRequest: { cpu: "50m", memory: "128Mi", "ephemeral-storage": "64Mi" },
    default: { cpu: "250m", memory: "128Mi", "ephemeral-storage": "256Mi" },
    max: { cpu: "4", memory: "16Gi" },
};

/** Every pod may ask for names. */
export const allowDns: PolicySpec = {
    podSelector: {},
    policyTypes: ["Egress"],
    egress: [
        {
            to: [{ ...namespacePeer("kube-system"), podSelector: { matchLabels: { "k8s-app": "kube-dns" } } }],
            ports: [
                { port: 53, protocol: "UDP" },
                { port: 53, protocol: "TCP" },
            ],
        },
    ],
};
