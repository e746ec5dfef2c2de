/** The state as it lies in the backend: secrets are encrypted here, which `stack export` of the Automation API undoes. */
import { existsSync, readFileSync } from "node:fs";

export interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly custom: boolean;
    readonly inputs?: object;
    readonly outputs?: object;
    readonly protect?: boolean;
    readonly parent?: string;
    /** URN and id of its provider. */
    readonly provider?: string;
    readonly dependencies?: readonly string[];
    readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
}

export interface PendingOperation {
    readonly type: string;
    readonly resource: StateResource;
}

export interface State {
    readonly resources: readonly StateResource[];
    readonly pending: readonly PendingOperation[];
}

/** What `pulumi stack export` writes, as far as it is edited here. */
export interface Deployment {
    readonly resources?: readonly StateResource[];
    readonly pending_operations?: readonly PendingOperation[];
}

export function readState(file: string): State {
    if (!existsSync(file)) return { resources: [], pending: [] };
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as { checkpoint?: { latest?: Deployment } };
    return { resources: checkpoint?.latest?.resources ?? [], pending: checkpoint?.latest?.pending_operations ?? [] };
}

/** Turns creates that were cut off into resources, for those that did happen; a refresh fills in the rest. */
export function adoptPending(deployment: Deployment, ids: Readonly<Record<string, string>>): Deployment {
    const { resources = [], pending_operations: pending = [] } = deployment;
    const adopted = pending.flatMap(({ type, resource }) => {
        const id = ids[resource.urn];
        return type === "creating" && id !== undefined ? [{ ...resource, id }] : [];
    });
    return { ...deployment, resources: [...resources, ...adopted], pending_operations: [] };
}

/**
 * These and everything that they stand on: parents, providers, dependencies, all the way down. Who depends on a component
 * depends on all that it is made of.
 */
export function withGround(all: readonly StateResource[], of: readonly StateResource[]): readonly StateResource[] {
    const byUrn = new Map(all.map((resource) => [resource.urn, resource]));
    const found = new Set<StateResource>();
    const find = (resource: StateResource | undefined): void => {
        if (resource === undefined || found.has(resource)) return;
        found.add(resource);
        const { parent, provider, dependencies = [], propertyDependencies = {} } = resource;
        for (const urn of [parent, provider?.slice(0, provider.lastIndexOf("::"))]) find(byUrn.get(urn ?? ""));
        for (const urn of [...dependencies, ...Object.values(propertyDependencies).flatMap((urns) => urns ?? [])]) {
            for (const part of withParts(all, urn)) find(part);
        }
    };
    of.forEach(find);
    return all.filter((resource) => found.has(resource));
}

function withParts(all: readonly StateResource[], urn: string): readonly StateResource[] {
    const itself = all.find((resource) => resource.urn === urn);
    if (itself === undefined || itself.custom) return itself === undefined ? [] : [itself];
    return [itself, ...all.filter(({ parent }) => parent === urn).flatMap((part) => withParts(all, part.urn))];
}
