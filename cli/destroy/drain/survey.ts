/** What a drain would delete in the cluster of one site, and which volumes there are. */
import { table, heading } from "../../output.ts";
import { openSite, type LiveSite } from "../../live/live-site.ts";
import type { Stack, StackSite } from "../../stack.ts";
import { ToolError } from "../../tools/tool-error.ts";
import type { Scope } from "../scope.ts";
import type { StateResource } from "../state.ts";
import { nameOf, readKinds, readObjects, readVolumes, type ClusterObject, type Volume } from "./cluster-objects.ts";
import { foreignObjects, inTerritory, territoryOf, type Territory } from "./foreign.ts";
import { automated } from "./suspend.ts";

export interface Survey extends LiveSite {
    readonly kinds: ReadonlyMap<string, string>;
    readonly territory: Territory;
    /** Applications of Argo CD whose automated sync is ended. */
    readonly automated: readonly ClusterObject[];
    readonly foreign: readonly ClusterObject[];
    readonly volumes: readonly Volume[];
}

/** Of every site that is concerned and whose cluster the state still holds. */
export async function surveySites(stack: Stack, scope: Scope): Promise<readonly Survey[]> {
    const sites = scope.system?.map(({ site }) => site) ?? stack.sites;
    const concerned = sites.filter((site) => scope.resources.some((resource) => isInCluster(resource, site)));
    return Promise.all(concerned.map((site) => survey(stack, site, scope)));
}

/** Logical names start with their site's. */
const isInCluster = ({ urn, type }: StateResource, site: StackSite): boolean =>
    urn.includes(`::${site.name}-`) && (type.startsWith("kubernetes:") || type === "aws:eks/cluster:Cluster");

async function survey(stack: Stack, site: StackSite, scope: Scope): Promise<Survey> {
    const live = await openSite(stack, site).catch((error: unknown) => {
        if (!(error instanceof ToolError)) throw error;
        throw new ToolError(
            `${error.message}\nNothing was changed. With --skip-drain it is destroyed all the same: load balancers, volumes and nodes that nobody in the state made then stay behind, cost money, and can hold the network back. strata sweep ${stack.name} lists them.`,
        );
    });
    const kinds = await readKinds(live.kubectl);
    const all = await readObjects(live.kubectl, kinds);
    const volumes = await readVolumes(live.kubectl);
    const territory = territoryOf(scope.resources, reach(site, scope));
    return {
        ...live,
        kinds,
        territory,
        automated: automated(all, territory),
        foreign: foreignObjects(all, territory),
        volumes: volumes.filter(({ spec }) => inTerritory(territory, spec.claimRef?.namespace ?? "")),
    };
}

/** A cluster that was there before may be used by others: there, only namespaces of the stack are drained. */
function reach({ config: { cluster } }: StackSite, { system }: Scope): ReadonlySet<string> | "own" | "all" {
    if (system !== undefined) return new Set(system.map(({ namespace }) => namespace));
    return cluster.kind === "context" ? "own" : "all";
}

export function printSurvey({ site, automated: applications, foreign, volumes }: Survey): void {
    if (applications.length > 0) {
        heading(`\nArgo CD no longer syncs by itself on ${site.name}`);
        table([["application"], ...applications.map((application) => [nameOf(application)])]);
    }
    if (foreign.length > 0) {
        heading(`\nNot made by the stack, deleted first on ${site.name}`);
        table([
            ["object", "finalizers"],
            ...foreign.map((object) => [nameOf(object), object.metadata.finalizers.join(", ") || "none"]),
        ]);
    }
    if (volumes.length > 0) {
        heading(`\nVolumes on ${site.name}`);
        table([["volume", "size", "claim", "what becomes of it"], ...volumes.map(volumeRow)]);
    }
}

const volumeRow = ({ metadata, spec }: Volume): readonly string[] => [
    spec.csi?.volumeHandle ?? metadata.name,
    spec.capacity.storage,
    spec.claimRef === undefined ? "none" : `${spec.claimRef.namespace}/${spec.claimRef.name}`,
    isKept({ spec }) ? "kept: its reclaim policy is Retain" : "lost with its claim",
];

export const isKept = ({ spec }: Pick<Volume, "spec">): boolean => spec.persistentVolumeReclaimPolicy !== "Delete";
