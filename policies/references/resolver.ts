/** Says of a reference whether it leads anywhere, and how bad it is when it does not. */
import { matchesPattern } from "../model/pattern.ts";
import type { Stack } from "../model/stack.ts";
import type { KubeSubject } from "../model/subject.ts";
import { isPresent, show, textOr } from "../read.ts";
import type { Verdict } from "../rule.ts";
import { nameOf, optionSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";
import { chartsIn, isPartOf } from "./charts.ts";
import { madeObject } from "./made.ts";

export interface Resolver {
    readonly stack: Stack;
    readonly subject: KubeSubject;
    readonly verdict: Verdict;
    /** The object that is meant, where the stack makes it; says so where nobody does. */
    object(kind: string, name: unknown, path: string): KubeSubject | undefined;
    /** What is meant is nowhere in these namespaces (by default the subject's own), unless a chart makes it. */
    missing(reference: Missing): void;
}

export interface Missing {
    /** Such as Service/shop/web. */
    readonly kind: string;
    readonly name: string;
    readonly message: string;
    readonly namespaces?: readonly string[] | "all";
}

export const RULE = "k8s-references-resolve";

export function resolverOf(
    stack: Stack,
    subject: KubeSubject,
    verdict: Verdict,
    external: readonly string[],
): Resolver {
    const namespace = textOr(subject.kube.namespace);
    const missing = ({ kind, name, message, namespaces = [namespace] }: Missing): void => {
        const full = `${kind}/${namespace}/${name}`;
        if (external.some((pattern) => matchesPattern(pattern, full))) return;
        const charts = chartsIn(stack, subject, namespaces === "all" ? undefined : namespaces);
        const [chart] = charts;
        if (charts.some((each) => isPartOf(stack, subject, each))) return;
        const remedy = optionSnippet(RULE, `external: ["${full}"]   # where it is made elsewhere`);
        if (chart === undefined) verdict.bad({ message, remedy });
        else verdict.bad({ message: `${message}; ${nameOf(chart)} may make it`, remedy, level: "advisory" });
    };
    return {
        stack,
        subject,
        verdict,
        missing,
        object(kind, name, path) {
            if (!isPresent(name) && name !== UNKNOWN) return undefined;
            const made = madeObject(stack, subject, kind, name);
            if (made.state === "unknown") verdict.unknown(path);
            if (made.state === "missing")
                missing({
                    kind,
                    name: textOr(name),
                    message: `${path} is ${show(name)}, and there is no such ${kind} in namespace "${namespace}"`,
                });
            return made.state === "object" ? made.subject : undefined;
        },
    };
}
