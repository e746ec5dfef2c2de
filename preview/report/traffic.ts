/**
 * Who may open a connection to whom: what the NetworkPolicies of both ends allow. What only one end allows does not work
 * in the cluster, so it is drawn as what it is, a mistake.
 */
import { at, fields, items, textOr } from "../../policies/read.ts";
import { metadataOf } from "../kubernetes-object.ts";
import { shortType, type RecordedResource } from "../recording.ts";
import type { Ancestry } from "./ancestry.ts";
import { isPeer, selects, type Pods } from "./selectors.ts";
import type { Workload } from "./workloads.ts";

export interface Connection {
    readonly from: string;
    readonly to: string;
    /** One end allows it, the other one does not: no packet gets through. */
    readonly oneSided: boolean;
}

/** A place outside the cluster that pods may reach, as a range of addresses. */
export interface OutsideConnection {
    readonly from: string;
    readonly cidr: string;
    readonly ports: readonly string[];
}

const directions = ["Ingress", "Egress"] as const;
type Direction = (typeof directions)[number];

interface Node extends Pods {
    readonly id: string;
    readonly site: string;
    readonly rules: Readonly<Record<Direction, readonly unknown[]>>;
    /** Whether a policy is about this direction at all: without one, everything passes. */
    readonly restricted: Readonly<Record<Direction, boolean>>;
}

export class Traffic {
    readonly #nodes: readonly Node[];
    readonly #workloads: readonly Workload[];
    /** Ranges of the subnets of the stack itself. */
    readonly #inside: ReadonlySet<string>;
    /** By site and label: a selector is looked up instead of held against every node. */
    readonly #labelled: ReadonlyMap<string, readonly Node[]>;

    constructor(resources: readonly RecordedResource[], workloads: readonly Workload[], ancestry: Ancestry) {
        this.#workloads = workloads;
        this.#inside = new Set(
            resources
                .filter(({ type }) => type === "aws:ec2/subnet:Subnet")
                .map(({ inputs }) => textOr(inputs["cidrBlock"])),
        );
        this.#nodes = nodes(resources, workloads, ancestry);
        const entries = this.#nodes.flatMap((node) =>
            Object.entries(fields(node.labels)).map(([key, value]) => ({ key: labelKey(node.site, key, value), node })),
        );
        const groups = Map.groupBy(entries, ({ key }) => key);
        this.#labelled = new Map([...groups].map(([key, group]) => [key, group.map(({ node }) => node)]));
    }

    public connections(): readonly Connection[] {
        const pairs = new Map<string, { readonly from: Node; readonly to: Node; readonly by: Set<Direction> }>();
        for (const node of this.#nodes) {
            for (const direction of directions) {
                for (const other of this.#named(direction, node)) {
                    const [from, to] = direction === "Egress" ? [node, other] : [other, node];
                    const key = `${from.id} ${to.id}`;
                    const pair = pairs.get(key) ?? { from, to, by: new Set() };
                    pair.by.add(direction);
                    pairs.set(key, pair);
                }
            }
        }
        return [
            ...[...pairs]
                .toSorted(([a], [b]) => (a < b ? -1 : 1))
                .map(([, { from, to, by }]) => ({
                    from: from.id,
                    to: to.id,
                    oneSided:
                        !(by.has("Egress") || isOpen("Egress", from)) || !(by.has("Ingress") || isOpen("Ingress", to)),
                })),
            ...this.#toCloudStores(),
        ];
    }

    /** No policy says who comes in where a cloud runs it: only nodes do, and of their pods those that know how. */
    #toCloudStores(): readonly Connection[] {
        const stores = this.#workloads.filter(({ namespace, secrets }) => namespace === undefined && secrets.size > 0);
        return stores.flatMap((store) =>
            this.#workloads
                .filter(
                    ({ namespace, site, secrets }) =>
                        namespace !== undefined && site === store.site && !secrets.isDisjointFrom(store.secrets),
                )
                .map(({ id }) => ({ from: id, to: store.id, oneSided: false })),
        );
    }

    public outside(): readonly OutsideConnection[] {
        return this.#nodes.flatMap(({ id, rules }) =>
            rules.Egress.flatMap((rule) => {
                const ports = items(at(rule, "ports")).map((port) => textOr(at(port, "port")));
                // The API server's: whoever has it is a controller, and no reader learns more from the arrow.
                if (ports.includes("6443")) return [];
                return items(at(rule, "to")).flatMap((peer) => {
                    const cidr = textOr(at(peer, "ipBlock", "cidr"));
                    return cidr === "" || this.#inside.has(cidr) ? [] : [{ from: id, cidr, ports }];
                });
            }),
        );
    }

    /** The pods that a rule means. That a rule lets everybody through says nothing about anybody. */
    #named(direction: Direction, node: Node): readonly Node[] {
        return node.rules[direction].flatMap((rule) =>
            items(at(rule, sideOf[direction])).flatMap((peer) =>
                this.#candidates(node.site, peer).filter(
                    (other) => other !== node && isPeer(peer, node.namespace, other),
                ),
            ),
        );
    }

    #candidates(site: string, peer: unknown): readonly Node[] {
        const [label] = Object.entries(fields(at(peer, "podSelector", "matchLabels")));
        if (label === undefined) return this.#nodes.filter((node) => node.site === site);
        return this.#labelled.get(labelKey(site, ...label)) ?? [];
    }
}

const sideOf = { Ingress: "from", Egress: "to" } as const;

const labelKey = (site: string, key: string, value: unknown): string => `${site} ${key}=${String(value)}`;

const isOpen = (direction: Direction, { rules, restricted }: Node): boolean =>
    !restricted[direction] || rules[direction].some((rule) => items(at(rule, sideOf[direction])).length === 0);

function nodes(
    resources: readonly RecordedResource[],
    workloads: readonly Workload[],
    ancestry: Ancestry,
): readonly Node[] {
    const placeOf = (resource: RecordedResource, namespace: string): string =>
        `${ancestry.within(resource, "Site")?.name ?? ""} ${namespace}`;
    const policies = Map.groupBy(
        resources.filter(({ type }) => shortType(type) === "NetworkPolicy"),
        (resource) => placeOf(resource, textOr(metadataOf(resource.inputs).namespace, "default")),
    );
    const labels = new Map(
        resources
            .filter(({ type }) => shortType(type) === "Namespace")
            .map((resource) => [
                placeOf(resource, textOr(metadataOf(resource.inputs).name)),
                at(resource.inputs, "metadata", "labels"),
            ]),
    );
    return workloads.flatMap((workload) => {
        const { id, namespace, site } = workload;
        if (namespace === undefined) return [];
        const place = `${site} ${namespace}`;
        const about = (policies.get(place) ?? [])
            .map(({ inputs }) => at(inputs, "spec"))
            .filter((spec) => selects(at(spec, "podSelector"), workload.labels));
        const rules = (direction: Direction): readonly unknown[] =>
            about.flatMap((spec) => items(at(spec, direction.toLowerCase())));
        const restricted = (direction: Direction): boolean =>
            about.some((spec) => items(at(spec, "policyTypes")).includes(direction));
        return [
            {
                id,
                site,
                namespace,
                labels: workload.labels,
                namespaceLabels: labels.get(place),
                rules: { Ingress: rules("Ingress"), Egress: rules("Egress") },
                restricted: { Ingress: restricted("Ingress"), Egress: restricted("Egress") },
            },
        ];
    });
}
