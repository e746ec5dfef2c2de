/** What the stack makes, by kind and name: as objects of their own, or through another one that makes them. */
import { labelSelector } from "../model/label-selector.ts";
import { matchesNamespace, namespaceKey } from "../model/namespace.ts";
import { derived, type Stack } from "../model/stack.ts";
import { isKube, type KubeSubject } from "../model/subject.ts";
import { at, isPresent, textOr } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";

interface Product {
    readonly kind: string;
    readonly name: unknown;
}

/** What a controller writes for an object that asks for it. */
function productsOf({ kube, props }: KubeSubject): Product[] {
    const spec = props["spec"];
    switch (kube.kind) {
        case "Certificate":
            return [{ kind: "Secret", name: at(spec, "secretName") }];
        case "ExternalSecret":
            return [{ kind: "Secret", name: at(spec, "target", "name") ?? kube.name }];
        case "SealedSecret":
            return [{ kind: "Secret", name: at(spec, "template", "metadata", "name") ?? kube.name }];
        default:
            return [];
    }
}

interface Index {
    readonly found: ReadonlyMap<string, KubeSubject>;
    /** Places and kinds in which the name of something is not known. */
    readonly open: ReadonlySet<string>;
}

const index = derived((stack: Stack): Index => {
    const found = new Map<string, KubeSubject>();
    const open = new Set<string>();
    for (const subject of stack.subjects) {
        if (!isKube(subject)) continue;
        const place = namespaceKey(stack, subject);
        for (const { kind, name } of [{ kind: subject.kube.kind, name: subject.kube.name }, ...productsOf(subject)]) {
            if (place === undefined || typeof name !== "string") open.add(`${place ?? ""} ${kind}`);
            else if (!(subject.kube.patch && found.has(`${place} ${kind} ${name}`)))
                found.set(`${place} ${kind} ${name}`, subject);
        }
    }
    return { found, open };
});

/** A Bundle of trust-manager writes an object of its own name into every namespace that it selects. */
function isBundled(stack: Stack, kind: string, name: string, from: KubeSubject): boolean {
    const target = kind === "ConfigMap" ? "configMap" : kind === "Secret" ? "secret" : undefined;
    const { namespace } = from.kube;
    if (target === undefined || typeof namespace !== "string") return false;
    return stack.objects("kubernetes:trust.cert-manager.io/*:Bundle").some((bundle) => {
        const spec = at(bundle.props, "spec", "target");
        const selector = labelSelector(at(spec, "namespaceSelector") ?? {});
        const site = stack.siteOf(from);
        return (
            bundle.kube.name === name &&
            isPresent(at(spec, target)) &&
            stack.siteOf(bundle) === site &&
            matchesNamespace(stack, selector, site, namespace) !== "no"
        );
    });
}

/** What is in every namespace, without anybody making it. */
const BUILT_IN = new Set(["ConfigMap kube-root-ca.crt", "ServiceAccount default"]);

export type Made =
    | { readonly state: "object"; readonly subject: KubeSubject }
    /** There, but nothing to look into. */
    | { readonly state: "made" }
    | { readonly state: "unknown" }
    | { readonly state: "missing" };

/** The object of that kind and name in the namespace of `from`. */
export function madeObject(stack: Stack, from: KubeSubject, kind: string, name: unknown): Made {
    const place = namespaceKey(stack, from);
    if (place === undefined || name === UNKNOWN) return { state: "unknown" };
    const wanted = textOr(name);
    const { found, open } = index(stack);
    const subject = found.get(`${place} ${kind} ${wanted}`);
    if (subject !== undefined) return subject.kube.kind === kind ? { state: "object", subject } : { state: "made" };
    if (BUILT_IN.has(`${kind} ${wanted}`) || isBundled(stack, kind, wanted, from)) return { state: "made" };
    return open.has(`${place} ${kind}`) || open.has(` ${kind}`) ? { state: "unknown" } : { state: "missing" };
}
