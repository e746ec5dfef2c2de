/** The add-ons of a site, in the order of their numbers, each after the gates of what it needs. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { GuardedNamespaceArgs } from "../namespace/guarded-namespace.ts";
import { priorities } from "../../systems/spec.ts";
import { needsOf, type AddOnContext } from "./add-on.ts";
import { ReadinessRoom } from "./readiness/room.ts";
import type { SelectedAddOn } from "./selection.ts";
import { judge } from "./waves.ts";

export interface PlatformArgs extends Pick<
    AddOnContext,
    "site" | "cluster" | "environment" | "backendNamespaces" | "meshedNamespaces" | "policies" | "chartMirror" | "zones"
> {
    readonly addOns: readonly SelectedAddOn[];
}

export class Platform extends pulumi.ComponentResource {
    /** Classes that every workload may name. */
    public readonly priorityClasses: readonly pulumi.Resource[];
    /** What pods of every system may do on the network to use the add-ons, by name. */
    public readonly backendTraffic: NonNullable<GuardedNamespaceArgs["allow"]>;
    readonly #nodes: readonly pulumi.Resource[];
    readonly #gates = new Map<string, readonly pulumi.Resource[]>();

    constructor(name: string, args: PlatformArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:Platform", name, {}, opts);
        this.#nodes = args.cluster.ready;
        this.priorityClasses = this.#priorityClasses(name, args.cluster.ready);
        const { ready: readiness } = new ReadinessRoom(
            name,
            { controlPlaneCidrs: args.cluster.controlPlaneCidrs, dependsOn: args.cluster.ready },
            { parent: this },
        );
        this.backendTraffic = Object.fromEntries(
            args.addOns.flatMap(({ addOn, settings }) => Object.entries(addOn.backendTraffic(settings))),
        );
        const addOnNamespaces = args.addOns.flatMap(({ addOn }) => addOn.namespaces ?? []);
        for (const { addOn, settings } of args.addOns) {
            const needs = needsOf(addOn, args.cluster.kind);
            // Only what brings pods is judged; kinds and policies come beside the judges.
            const before = addOn.requests === undefined ? this.#nodes : this.ready;
            const dependsOn = [...before, ...needs.flatMap((need) => this.gates(need))];
            // All of the add-on waits for its component, and so for these: listed by each of its resources, they would
            // multiply the paths that the engine walks when a delete fails.
            const component = new AddOnResource(`${args.site}-${addOn.name}`, { parent: this, dependsOn });
            const context = { ...args, addOnNamespaces, readiness, parent: component };
            this.#gates.set(addOn.name, addOn.install(context, settings));
            component.done();
        }
        this.registerOutputs({});
    }

    /** What everything in the cluster waits for: nodes, and the policies that judge what comes in. */
    public get ready(): readonly pulumi.Resource[] {
        const policies = this.gates(judge);
        return policies.length === 0 ? this.#nodes : policies;
    }

    /** What to wait for before using an add-on; nothing where it is off. */
    public gates(addOn: string): readonly pulumi.Resource[] {
        return this.#gates.get(addOn) ?? [];
    }

    /** A thousand apart, so that one can come between; far below the classes of Kubernetes itself. */
    #priorityClasses(name: string, dependsOn: readonly pulumi.Resource[]): readonly pulumi.Resource[] {
        return priorities.map(
            (priority, index) =>
                new k8s.scheduling.v1.PriorityClass(
                    `${name}-${priority}`,
                    {
                        metadata: { name: priority },
                        value: (priorities.length - index) * 1000,
                        globalDefault: false,
                        description: `Pods of the priority ${priority}.`,
                    },
                    { parent: this, dependsOn: [...dependsOn] },
                ),
        );
    }
}

/** The room of one add-on in the tree. */
class AddOnResource extends pulumi.ComponentResource {
    constructor(name: string, opts: pulumi.ComponentResourceOptions) {
        super("strata:index:AddOn", name, {}, opts);
    }

    public done(): void {
        this.registerOutputs({});
    }
}
