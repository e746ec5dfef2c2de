/** The state as it lies in the backend: secrets are encrypted here, which `stack export` of the Automation API undoes. */
import { existsSync, readFileSync } from "node:fs";

export interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly custom: boolean;
    readonly inputs?: object;
    readonly outputs?: object;
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
