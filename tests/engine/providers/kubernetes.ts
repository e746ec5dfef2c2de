/**
 * Stands in for the kubernetes provider and the API server behind it: order matters, as it does there. An object needs
 * its namespace, a custom resource its definition, and a name that is taken is an error (server-side apply would adopt
 * it, the provider refuses since 4.29).
 */
import { chartGroups } from "./charts.ts";
import type { Checked, Cloud, Failure } from "./cloud.ts";
import { immutable, isBuiltIn, isClusterScoped, type Kind } from "./kubernetes-scheme.ts";
import { podFailures } from "./kubernetes-pods.ts";
import { serve } from "./serve.ts";
import type { Store, StoredObject } from "./store.ts";
import { at, type Bag, digest, isBag, show, text, UNKNOWN, urnType, type Value } from "./wire.ts";

const RELEASE = "kubernetes:helm.sh/v3:Release";
const NAMESPACE = "kubernetes:core/v1:Namespace";
/** Adds to an object that is there, and takes back what it added. */
const NAMESPACE_PATCH = "kubernetes:core/v1:NamespacePatch";
const DEFINITION = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition";
const createdWithTheCluster = new Set(["default", "kube-system", "kube-public", "kube-node-lease"]);

/** The settings that name a cluster, the surest first; one process of this serves one cluster. */
const identity = ["clusterIdentifier", "context", "cluster"];
let cluster = "";

/** "kubernetes:core/v1:Service" is the group "" of the API server. */
function kindOf(type: string): Kind {
    const [, groupVersion = "", kind = ""] = type.split(":");
    const [group = "", version = ""] = groupVersion.split("/");
    return { group: group === "core" ? "" : group, version, kind };
}

function namespaceOf(type: string, inputs: Bag): string | undefined {
    if (type === RELEASE) return text(inputs, "namespace") ?? "default";
    const kind = kindOf(type);
    if (isClusterScoped(kind)) return undefined;
    return text(inputs, "metadata.namespace") ?? (isBuiltIn(kind) ? "default" : undefined);
}

function nameOf(type: string, inputs: Bag): string {
    return text(inputs, type === RELEASE ? "name" : "metadata.name") ?? "";
}

function check(urn: string, inputs: Bag): Checked {
    const type = urnType(urn);
    const failures: Failure[] = [];
    if (type === RELEASE) {
        for (const property of ["name", "namespace", "chart", "version"]) {
            if (inputs[property] === undefined) failures.push({ property, reason: "is not pinned" });
        }
        return { inputs, failures };
    }
    const name = at(inputs, "metadata.name");
    if (name === undefined) {
        failures.push({ property: "metadata.name", reason: "is missing; a generated name is known to nobody else" });
    } else if (name !== UNKNOWN && !validName(kindOf(type), show(name))) {
        failures.push({ property: "metadata.name", reason: `"${show(name)}" is not a valid name` });
    }
    failures.push(...labelFailures(at(inputs, "metadata.labels")), ...podFailures(inputs));
    return { inputs, failures };
}

/** RBAC names may hold anything that is not a path; all others are DNS subdomains. */
function validName(kind: Kind, name: string): boolean {
    if (kind.group === "rbac.authorization.k8s.io") return !/[/%]/.test(name);
    const limit = kind.kind === "Service" || kind.kind === "Namespace" ? 63 : 253;
    return name.length <= limit && /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name);
}

function labelFailures(labels: Value | undefined): Failure[] {
    if (!isBag(labels)) return [];
    return Object.entries(labels)
        .filter(([, value]) => value !== UNKNOWN && !/^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/.test(show(value)))
        .map(([key, value]) => ({
            property: `metadata.labels.${key}`,
            reason: `"${show(value)}" is not a valid label value`,
        }));
}

function admit(type: string, inputs: Bag, store: Store): void {
    const namespace = namespaceOf(type, inputs);
    const makesItsOwn = type === RELEASE && inputs["createNamespace"] === true;
    if (namespace !== undefined && !makesItsOwn && !hasNamespace(store, namespace)) {
        throw new Error(`${kindOf(type).kind} "${nameOf(type, inputs)}": namespaces "${namespace}" not found`);
    }
    if (type === NAMESPACE_PATCH && !hasNamespace(store, nameOf(type, inputs))) {
        throw new Error(`NamespacePatch: namespaces "${nameOf(type, inputs)}" not found`);
    }
    const kind = kindOf(type);
    if (type !== RELEASE && !isBuiltIn(kind) && !servesGroup(store, kind.group)) {
        const groupVersion = `${kind.group}/${kind.version}`;
        throw new Error(`${nameOf(type, inputs)}: no matches for kind "${kind.kind}" in version "${groupVersion}"`);
    }
}

function hasNamespace(store: Store, name: string): boolean {
    if (createdWithTheCluster.has(name)) return true;
    if (store.get({ scope: cluster, type: NAMESPACE, id: name }) !== undefined) return true;
    return store
        .all(cluster)
        .some(
            ({ type, inputs }) =>
                type === RELEASE && inputs["createNamespace"] === true && inputs["namespace"] === name,
        );
}

/** Found once, a group is not looked for again: reading everything for each object takes its time. */
const groups = new Set<string>();

function servesGroup(store: Store, group: string): boolean {
    if (!groups.has(group)) for (const object of store.all(cluster)) groupsOf(object).forEach((one) => groups.add(one));
    return groups.has(group);
}

function groupsOf({ type, inputs }: StoredObject): readonly string[] {
    if (type === DEFINITION) return [text(inputs, "spec.group") ?? ""];
    if (type !== RELEASE) return [];
    return chartGroups[text(inputs, "chart")?.split("/").at(-1) ?? ""] ?? [];
}

function outputs(type: string, id: string, inputs: Bag): Bag {
    if (type === RELEASE) {
        const { name = null, namespace = null, version = null, chart = null } = inputs;
        return { ...inputs, status: { status: "deployed", revision: 1, name, namespace, version, chart } };
    }
    const written = isBag(inputs["metadata"]) ? inputs["metadata"] : {};
    const metadata = { ...written, uid: digest(`${type} ${id}`, 32), resourceVersion: "1", generation: 1 };
    const status =
        kindOf(type).kind === "Service" ? { loadBalancer: { ingress: [{ hostname: `${id}.lb.test` }] } } : {};
    return { ...inputs, metadata, status };
}

const kubernetes: Cloud = {
    identity,
    configure: (settings) => {
        const known = identity.map((setting) => text(settings, setting)).find((value) => value !== undefined);
        cluster = known ?? digest(text(settings, "kubeconfig") ?? "", 12);
    },
    check,
    immutable: (type, changed) =>
        type === RELEASE
            ? changed.filter((path) => path === "name" || path === "namespace")
            : immutable(kindOf(type), changed),
    ids: (urn, inputs) => {
        const type = urnType(urn);
        const namespace = namespaceOf(type, inputs);
        const name = nameOf(type, inputs);
        return [namespace === undefined ? name : `${namespace}/${name}`];
    },
    admit,
    outputs,
    scope: () => cluster,
    owned: ({ type, id }, store) =>
        type === NAMESPACE ? store.all(cluster).filter((object) => namespaceOf(object.type, object.inputs) === id) : [],
    invoke: (token) => {
        throw new Error(`the stand-in for kubernetes answers no ${token}: the program looks nothing up`);
    },
};

if (import.meta.main) await serve("kubernetes", kubernetes);
