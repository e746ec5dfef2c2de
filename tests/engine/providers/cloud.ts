/** What a stand-in has to know of the cloud that it stands for; the rest is the same for all (serve.ts). */
import type { Key, Store } from "./store.ts";
import type { Bag } from "./wire.ts";

export interface Failure {
    readonly property: string;
    readonly reason: string;
}

export interface Checked {
    readonly inputs: Bag;
    readonly failures: readonly Failure[];
}

export interface Cloud {
    /** Provider settings that decide which cloud it is: a change replaces everything that lives there. */
    readonly identity: readonly string[];
    /** The settings of the provider, once they are known. */
    configure?(settings: Bag): void;
    /** Fills in what the provider fills in, and refuses what the cloud would refuse. */
    check(urn: string, inputs: Bag): Checked;
    /** Which of the changed paths cannot be changed in place. */
    immutable(type: string, changed: readonly string[]): readonly string[];
    /** Candidates, tried in order, where the cloud picks the id; a single one where the inputs fix it. */
    ids(urn: string, inputs: Bag): readonly string[];
    /** Where the id is unique: the cluster, or the region. */
    scope(type: string, properties: Bag): string;
    /** Throws where the cloud would refuse because of what is not there. */
    admit(type: string, inputs: Bag, store: Store): void;
    outputs(type: string, id: string, inputs: Bag): Bag;
    /** What disappears together with the object. */
    owned(key: Key, store: Store): readonly Key[];
    invoke(token: string, args: Bag): Bag;
}
