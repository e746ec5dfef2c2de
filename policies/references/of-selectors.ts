/** Objects that select others by label: each selector must lead to something. */
import { autoscalerOf } from "../model/autoscalers.ts";
import { labelSelector, pairSelector, showSelector, type Selector } from "../model/label-selector.ts";
import { disruptionBudgets, networkPolicies, selectedIn, selectedPods } from "../model/selected.ts";
import type { Stack } from "../model/stack.ts";
import type { KubeSubject } from "../model/subject.ts";
import { at, isTrue, items, textOr } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import type { Resolver } from "./resolver.ts";

function judgePods(resolver: Resolver, selector: Selector, path: string): void {
    const { stack, subject, verdict } = resolver;
    const pods = selectedPods(stack, selector, subject);
    if (pods.some(({ match }) => match === "yes")) return;
    if (pods.length > 0 || selector.incomplete) {
        verdict.unknown(path);
        return;
    }
    const shown = selector.matchesNothing ? "not set" : showSelector(selector);
    const namespace = textOr(subject.kube.namespace);
    resolver.missing({
        kind: "Pod",
        name: shown,
        message: `${path} (${shown}) selects no pod of namespace "${namespace}"`,
    });
}

function judgeService(resolver: Resolver): void {
    const selector = pairSelector(at(resolver.subject.props, "spec", "selector"));
    // Without a selector its endpoints are written by somebody else, or its name is an alias.
    if (!selector.matchesNothing) judgePods(resolver, selector, "spec.selector");
}

/** Namespaces that a monitor looks into; undefined for all of them. */
function watchedNamespaces({ props, kube }: KubeSubject): readonly unknown[] | undefined {
    const selector = at(props, "spec", "namespaceSelector");
    const names = items(at(selector, "matchNames"));
    if (isTrue(at(selector, "any"))) return undefined;
    if (names.length > 0) return names;
    // A manifest that names no namespace may be applied in any.
    return at(props, "metadata", "namespace") === undefined ? undefined : [kube.namespace];
}

/** Every namespace that something of the site is in. */
function namespacesOf(stack: Stack, site: string): readonly unknown[] {
    const all = stack.subjects.filter((each) => each.kube !== undefined && stack.siteOf(each) === site);
    return [...new Set(all.map(({ kube }) => kube?.namespace))];
}

function judgeMonitor(resolver: Resolver, kind: "Service" | "Pod"): void {
    const { stack, subject, verdict } = resolver;
    const selector = labelSelector(at(subject.props, "spec", "selector") ?? {});
    const watched = watchedNamespaces(subject);
    const site = stack.siteOf(subject);
    const namespaces = watched ?? namespacesOf(stack, site);
    const matches = namespaces.flatMap((namespace) =>
        namespace === UNKNOWN
            ? []
            : selectedIn(stack, kind, selector, { site, namespace: textOr(namespace) }).map(({ match }) => match),
    );
    if (matches.includes("yes")) return;
    if (matches.length > 0 || selector.incomplete || namespaces.includes(UNKNOWN)) {
        verdict.unknown("spec.selector");
        return;
    }
    const shown = showSelector(selector);
    const where =
        watched === undefined ? "any namespace" : `namespace ${watched.map((each) => textOr(each)).join(", ")}`;
    resolver.missing({
        kind,
        name: shown,
        message: `spec.selector (${shown}) selects no ${kind} of ${where}`,
        namespaces: watched === undefined ? "all" : watched.map((each) => textOr(each)),
    });
}

function judgeAutoscaler(resolver: Resolver): void {
    const autoscaler = autoscalerOf(resolver.stack, resolver.subject);
    if (autoscaler !== undefined)
        resolver.object(autoscaler.targetKind, autoscaler.targetName, "spec.scaleTargetRef.name");
}

const JUDGES: Readonly<Record<string, (resolver: Resolver) => void>> = {
    Service: judgeService,
    NetworkPolicy: (resolver) => {
        const selector = networkPolicies.selectorOf(resolver.subject);
        // An empty one is meant for whatever there will be.
        if (selector.requirements.length > 0 || selector.incomplete) judgePods(resolver, selector, "spec.podSelector");
    },
    PodDisruptionBudget: (resolver) => {
        judgePods(resolver, disruptionBudgets.selectorOf(resolver.subject), "spec.selector");
    },
    HorizontalPodAutoscaler: judgeAutoscaler,
    ScaledObject: judgeAutoscaler,
    ServiceMonitor: (resolver) => {
        judgeMonitor(resolver, "Service");
    },
    PodMonitor: (resolver) => {
        judgeMonitor(resolver, "Pod");
    },
};

export function judgeSelecting(resolver: Resolver): void {
    JUDGES[resolver.subject.kube.kind]?.(resolver);
}
