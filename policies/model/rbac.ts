/** What Roles grant, matched as the API server matches it: https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
import { at, isPresent, items, text, type Maybe } from "../read.ts";
import { UNKNOWN, type Unknown } from "../unknown.ts";
import type { Subject } from "./subject.ts";

const GROUP = "kubernetes:rbac.authorization.k8s.io/*";

export const ROLES = [`${GROUP}:Role`, `${GROUP}:ClusterRole`] as const;
export const BINDINGS = [`${GROUP}:RoleBinding`, `${GROUP}:ClusterRoleBinding`] as const;
export const CLUSTER_ROLES = `${GROUP}:ClusterRole`;

export const ANY = "*";

/** A list of a rule; an entry, or all of it, may not be known yet. */
export type Names = readonly Maybe<string>[];

export interface Grant {
    readonly path: string;
    readonly groups: Names;
    readonly resources: Names;
    readonly verbs: Names;
    /** Whether it holds for objects of certain names only. */
    readonly named: boolean;
}

/** Something that a rule may grant: one of the verbs on one of the resources. */
export interface Power {
    /** API groups; "" is the core. */
    readonly groups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
}

function namesAt(rule: unknown, field: string): Names {
    const list = at(rule, field);
    return list === UNKNOWN ? [UNKNOWN] : items(list).map(text);
}

/** The controller overwrites the rules of a role that gathers others; those it gathers are judged themselves. */
export function grantsOf({ props }: Subject): readonly Grant[] | Unknown {
    if (isPresent(at(props, "aggregationRule"))) return [];
    const rules = at(props, "rules");
    if (rules === UNKNOWN) return UNKNOWN;
    return items(rules).map((rule, index) => ({
        path: `rules[${index}]`,
        groups: rule === UNKNOWN ? [UNKNOWN] : namesAt(rule, "apiGroups"),
        resources: rule === UNKNOWN ? [UNKNOWN] : namesAt(rule, "resources"),
        verbs: rule === UNKNOWN ? [UNKNOWN] : namesAt(rule, "verbs"),
        named: items(at(rule, "resourceNames")).length > 0,
    }));
}

/** The first of the wanted names that the list has, "*" for all of them; UNKNOWN where it may have one. */
export function among(list: Names, wanted: readonly string[]): Maybe<string> {
    const found = wanted.find((name) => list.includes(name)) ?? (list.includes(ANY) ? ANY : undefined);
    return found ?? (list.includes(UNKNOWN) ? UNKNOWN : undefined);
}

/** "*" is every resource with every subresource; a star before the slash is that subresource of every resource. */
function withWildcards(resources: readonly string[]): string[] {
    return resources.flatMap((resource) => {
        const [, subresource] = resource.split("/");
        return subresource === undefined ? [resource] : [resource, `*/${subresource}`];
    });
}

/** What of the power the rule grants, as `verb on "resource"`; UNKNOWN where it may grant some. */
export function grantedBy(grant: Grant, power: Power): Maybe<string> {
    const group = among(grant.groups, power.groups);
    const resource = among(grant.resources, withWildcards(power.resources));
    const verb = among(grant.verbs, power.verbs);
    if (group === undefined || resource === undefined || verb === undefined) return undefined;
    if (group === UNKNOWN || resource === UNKNOWN || verb === UNKNOWN) return UNKNOWN;
    return `${verb} on "${resource}"`;
}
