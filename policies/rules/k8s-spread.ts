import { labelSelector, matchesLabels } from "../model/label-selector.ts";
import { mostReplicas } from "../model/replicas.ts";
import type { PodSubject } from "../model/stack.ts";
import { noOptions } from "../options.ts";
import { at, fields, items, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { podSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const PLACES = new Set([
    "topology.kubernetes.io/zone",
    "kubernetes.io/hostname",
    "failure-domain.beta.kubernetes.io/zone",
]);

interface Term {
    readonly path: string;
    readonly value: unknown;
}

function listed(value: unknown, path: string, within: readonly string[] = []): Term[] {
    if (value === UNKNOWN) return [{ path, value }];
    return items(value).map((item, index) => ({
        path: [`${path}[${index}]`, ...within].join("."),
        value: at(item, ...within),
    }));
}

/** Everything that keeps pods apart, soft or hard. */
function termsOf({ pod }: PodSubject): Term[] {
    const affinity = at(pod.spec, "affinity", "podAntiAffinity");
    const path = `${pod.specPath}.affinity.podAntiAffinity`;
    const required = "requiredDuringSchedulingIgnoredDuringExecution";
    const preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    return [
        ...listed(at(pod.spec, "topologySpreadConstraints"), `${pod.specPath}.topologySpreadConstraints`),
        ...(affinity === UNKNOWN ? [{ path, value: affinity }] : []),
        ...listed(at(affinity, required), `${path}.${required}`),
        ...listed(at(affinity, preferred), `${path}.${preferred}`, ["podAffinityTerm"]),
    ];
}

function judgeTerms(subject: PodSubject, verdict: Verdict): void {
    let places = 0;
    let open: string | undefined;
    for (const { path, value } of termsOf(subject)) {
        const key = at(value, "topologyKey");
        if (key !== UNKNOWN && !PLACES.has(textOr(key))) continue;
        places += 1;
        const match = matchesLabels(labelSelector(at(value, "labelSelector")), subject.pod.labels);
        if (match === "yes" && key !== UNKNOWN) return;
        if (match !== "no") open ??= path;
    }
    if (open !== undefined) verdict.unknown(open);
    else
        verdict.missing({
            message:
                places === 0
                    ? "has neither topologySpreadConstraints nor a podAntiAffinity by zone or node"
                    : "has rules that spread pods by zone or node, and none of them selects its own labels",
            remedy: spreadSnippet(subject),
        });
}

function spreadSnippet({ pod }: PodSubject): string {
    const [pair] = Object.entries(fields(pod.labels));
    const label = pair === undefined ? "app.kubernetes.io/name: ..." : `${pair[0]}: ${textOr(pair[1], "...")}`;
    return podSnippet(
        pod,
        [
            "topologySpreadConstraints:",
            "  - topologyKey: topology.kubernetes.io/zone",
            "    maxSkew: 1",
            "    whenUnsatisfiable: ScheduleAnyway",
            `    labelSelector: { matchLabels: { ${label} } }`,
        ].join("\n"),
    );
}

export const rule = defineRule({
    name: "k8s-spread",
    title: "Copies are spread over zones or nodes",
    rationale: "Two copies on one node are gone together.",
    levels: { dev: "disabled", staging: "advisory", prod: "mandatory" },
    options: noOptions,
    joins: () => true,
    pods: "serving",
    checkPod(subject, verdict, { stack }) {
        const most = mostReplicas(stack, subject, 0);
        if (most === UNKNOWN || most >= 2) judgeTerms(subject, verdict);
    },
});
