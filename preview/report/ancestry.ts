/** Where a resource stands in the tree of components. */
import { shortType, type RecordedResource } from "../recording.ts";

export class Ancestry {
    readonly #byUrn: ReadonlyMap<string, RecordedResource>;

    constructor(resources: readonly RecordedResource[]) {
        this.#byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    }

    /** The nearest component of the type `strata:index:<kind>` that holds it. */
    public within(resource: RecordedResource, kind: "Site" | "System"): RecordedResource | undefined {
        for (let current = this.parent(resource); current !== undefined; current = this.parent(current)) {
            if (!current.custom && shortType(current.type) === kind) return current;
        }
        return undefined;
    }

    public isBelow(resource: RecordedResource, ancestor: RecordedResource): boolean {
        for (let current = this.parent(resource); current !== undefined; current = this.parent(current)) {
            if (current === ancestor) return true;
        }
        return false;
    }

    public parent({ parent }: RecordedResource): RecordedResource | undefined {
        return parent === undefined ? undefined : this.#byUrn.get(parent);
    }
}

/** `pms` of `us-pms`: in a box that says which site it is, its name need not say so again. */
export const withoutPrefix = (name: string, prefix: string): string =>
    name.startsWith(`${prefix}-`) ? name.slice(prefix.length + 1) : name;
