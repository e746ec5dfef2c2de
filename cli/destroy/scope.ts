/** What a destroy is about: a stack as a whole, or one of its systems. */
import type { Stack, StackSystem } from "../stack.ts";
import type { StateResource } from "./state.ts";

export interface Scope {
    /** In words: `dev`, `pandora on dev`. */
    readonly title: string;
    /** Resources of the scope. */
    readonly resources: readonly StateResource[];
    /** The system on each of its sites; undefined where it is the whole stack. */
    readonly system: readonly StackSystem[] | undefined;
}

/** @throws InputError with the nearest name when the stack has no such system. */
export function systemOf(stack: Stack, name: string): readonly StackSystem[] {
    const sites = stack.sites.filter(({ config }) => config.systems.includes(name));
    return sites.length === 0 ? [stack.system(name)] : sites.map((site) => stack.system(name, site.name));
}

export function scopeOf(
    stack: Stack,
    all: readonly StateResource[],
    system: readonly StackSystem[] | undefined,
): Scope {
    if (system === undefined) return { title: stack.name, resources: all, system };
    const roots = system.map(({ name, site }) => `strata:index:System::${site.name}-${name}`);
    const isRoot = ({ urn }: StateResource): boolean => roots.some((root) => urn.endsWith(root));
    return { title: `${system[0]?.name ?? ""} on ${stack.name}`, resources: below(all, isRoot), system };
}

/** Those and their children, at any depth: the state names a parent before its children. */
function below(all: readonly StateResource[], isRoot: (resource: StateResource) => boolean): readonly StateResource[] {
    const found = new Set<string>();
    return all.filter((resource) => {
        const inside = isRoot(resource) || found.has(resource.parent);
        if (inside) found.add(resource.urn);
        return inside;
    });
}
