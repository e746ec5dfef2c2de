/** The state as it lies in the backend: secrets are encrypted here, which `stack export` of the Automation API undoes. */
import { existsSync, readFileSync } from "node:fs";

export interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly custom: boolean;
}

export interface State {
    readonly resources: readonly StateResource[];
    readonly pending: readonly { readonly type: string; readonly resource: StateResource }[];
}

interface Checkpoint {
    readonly checkpoint?: {
        readonly latest?: { readonly resources?: StateResource[]; readonly pending_operations?: State["pending"] };
    };
}

export function readState(file: string): State {
    if (!existsSync(file)) return { resources: [], pending: [] };
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as Checkpoint;
    return { resources: checkpoint?.latest?.resources ?? [], pending: checkpoint?.latest?.pending_operations ?? [] };
}
