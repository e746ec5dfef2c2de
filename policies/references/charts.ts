/** Whose objects nobody sees: those that Helm installs by itself. */
import { RELEASE } from "../model/helm.ts";
import { derived, type Stack } from "../model/stack.ts";
import type { KubeSubject, Subject } from "../model/subject.ts";
import { text } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";

const releasesByPlace = derived((stack: Stack) => {
    const index = new Map<string, Subject[]>();
    for (const release of stack.of(RELEASE)) {
        const namespace = text(release.props["namespace"]) ?? "default";
        const key = `${stack.siteOf(release)} ${namespace === UNKNOWN ? "" : namespace}`;
        const same = index.get(key);
        if (same === undefined) index.set(key, [release]);
        else same.push(release);
    }
    return index;
});

/** The charts that may make objects in one of these namespaces of the subject's site; none named means in any. */
export function chartsIn(
    stack: Stack,
    from: KubeSubject,
    namespaces: readonly string[] | undefined,
): readonly Subject[] {
    const site = stack.siteOf(from);
    if (namespaces === undefined) return stack.of(RELEASE).filter((release) => stack.siteOf(release) === site);
    return ["", ...namespaces].flatMap((namespace) => releasesByPlace(stack).get(`${site} ${namespace}`) ?? []);
}

/** Whether the two are parts of one component, less than a whole site: then whoever wrote the reference wrote the chart's values too. */
export function isPartOf(stack: Stack, subject: Subject, chart: Subject): boolean {
    const component = chart.resource.parent;
    if (component === undefined || component === stack.urn || component === stack.siteOf(chart)) return false;
    return stack.isBelow(subject, component);
}
