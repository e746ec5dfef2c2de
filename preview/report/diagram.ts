/** What the diagram shows: not the resources, but the systems that they make. */
import { at, items, textOr } from "../../policies/read.ts";
import { shortType, type RecordedResource, type Recording } from "../recording.ts";
import { Ancestry, withoutPrefix } from "./ancestry.ts";
import { entrances, type Entrance } from "./entrances.ts";
import { Traffic, type Connection, type OutsideConnection } from "./traffic.ts";
import { workloads, type Workload } from "./workloads.ts";

export interface Diagram {
    readonly title: string;
    readonly sites: readonly SiteBox[];
    readonly connections: readonly Connection[];
    readonly outside: readonly OutsideConnection[];
}

export interface SiteBox {
    readonly name: string;
    readonly region: string;
    /** Name of the cluster and what it runs on. */
    readonly cluster: string;
    readonly nodes: readonly string[];
    /** Names of the add-ons, as they are installed. */
    readonly addOns: readonly string[];
    readonly systems: readonly SystemBox[];
    /** Workloads of no system. */
    readonly others: readonly Workload[];
    readonly entrances: readonly Entrance[];
}

export interface SystemBox {
    readonly name: string;
    readonly namespaces: readonly string[];
    readonly workloads: readonly Workload[];
}

export function diagram({ project, stack, resources }: Recording): Diagram {
    const ancestry = new Ancestry(resources);
    const running = workloads(resources, ancestry);
    const ways = entrances(resources, running, ancestry);
    const traffic = new Traffic(resources, running, ancestry);
    const sites = resources.filter(({ type, custom }) => !custom && shortType(type) === "Site");
    return {
        title: `${project} ${stack}`,
        sites: sites.map((site) => siteBox(site, resources, ancestry, running, ways)),
        connections: traffic.connections(),
        outside: traffic.outside(),
    };
}

function siteBox(
    { name, urn }: RecordedResource,
    resources: readonly RecordedResource[],
    ancestry: Ancestry,
    running: readonly Workload[],
    ways: readonly Entrance[],
): SiteBox {
    const held = resources.filter((resource) => ancestry.within(resource, "Site")?.urn === urn);
    const ofKind = (kind: string): readonly RecordedResource[] =>
        held.filter(({ type, custom }) => !custom && shortType(type) === kind);
    const here = running.filter(({ site }) => site === name);
    const provider = held.find(({ type }) => type === "pulumi:providers:aws");
    return {
        name,
        region: textOr(provider?.inputs["region"]),
        cluster: cluster(held),
        nodes: held.filter(({ type }) => type === "aws:eks/nodeGroup:NodeGroup").map(nodeGroup(name)),
        addOns: ofKind("AddOn").map((addOn) => withoutPrefix(addOn.name, name)),
        systems: ofKind("System").map((system) => systemBox(withoutPrefix(system.name, name), here)),
        others: here.filter(({ system }) => system === undefined),
        entrances: ways.filter(({ site }) => site === name),
    };
}

function systemBox(name: string, running: readonly Workload[]): SystemBox {
    const own = running.filter(({ system }) => system === name);
    return { name, namespaces: [...new Set(own.flatMap(({ namespace }) => namespace ?? []))], workloads: own };
}

function cluster(held: readonly RecordedResource[]): string {
    const eks = held.find(({ type }) => type === "aws:eks/cluster:Cluster");
    if (eks !== undefined) {
        return `${textOr(eks.inputs["name"], eks.name)} (EKS, Kubernetes ${textOr(eks.inputs["version"])})`;
    }
    const provider = held.find(({ type }) => type === "pulumi:providers:kubernetes");
    return `${textOr(provider?.inputs["context"], "current context")} (existing cluster)`;
}

const nodeGroup =
    (site: string) =>
    ({ inputs, name }: RecordedResource): string => {
        const types = items(inputs["instanceTypes"]).map((type) => textOr(type));
        const [least, most] = ["minSize", "maxSize"].map((key) => textOr(at(inputs, "scalingConfig", key)));
        const spot = inputs["capacityType"] === "SPOT" ? " spot" : "";
        return `${withoutPrefix(name, site)} ${least}–${most} × ${types.join(" or ")}${spot}`;
    };
