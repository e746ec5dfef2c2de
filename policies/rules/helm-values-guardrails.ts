import { z } from "zod";
import { chartNameOf, CHARTS, RELEASE } from "../model/helm.ts";
import { isSecretPath } from "../model/secretness.ts";
import type { Subject } from "../model/subject.ts";
import { nodesOf, valuesOf, type ValuesNode } from "../model/values.ts";
import { texts } from "../options.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { judgeChartParts } from "../shared/chart-parts.ts";
import { tagsThatMove } from "../shared/each-image.ts";
import { isPointer, isSecretName, namesSecret, secretShape } from "../shared/secret-text.ts";
import { LOOKS, services } from "../shared/values-faults.ts";
import { UNKNOWN } from "../unknown.ts";

function secretReason(key: string, value: string): string | undefined {
    const shape = secretShape(value);
    if (shape !== undefined) return `holds ${shape}`;
    if (!isSecretName(key) || isPointer(value)) return undefined;
    return namesSecret(key, value) ? undefined : "is named like a secret";
}

function judgeSecrets({ resource }: Subject, { value, path }: ValuesNode, verdict: Verdict): void {
    for (const [key, written] of Object.entries(value)) {
        const here = `${path}.${key}`;
        if (typeof written !== "string" || isSecretPath(resource, here)) continue;
        const reason = secretReason(key, written);
        if (reason !== undefined)
            verdict.bad({
                message: `${here} ${reason}: Helm keeps it in the release, in plain text; wanted is the name of a Secret`,
                remedy: `${key}: null   # and existingSecret, or what the chart calls it: the Secret of an ExternalSecret`,
            });
    }
}

export const rule = defineRule({
    name: "helm-values-guardrails",
    title: "Charts' values keep limits, probes, TLS and secrets where they belong",
    rationale:
        "What a Release makes is no resource of the stack; its values are what a preview sees of it, the rendered charts are judged every night.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: () =>
        z.strictObject({
            /** Charts of ingress controllers: a load balancer of their own is what they are for. */
            edgeCharts: texts.default(["traefik", "ingress-nginx"]),
            /** Words that, as part of a tag, mean that it moves. */
            movingTags: tagsThatMove,
        }),
    types: [RELEASE, ...CHARTS],
    check(subject, verdict, { options }) {
        const chart = chartNameOf(subject);
        if (chart === UNKNOWN) verdict.unknown("chart");
        const name = typeof chart === "string" ? chart : "";
        const values = valuesOf(subject);
        const looks = options.edgeCharts.includes(name) ? LOOKS : [...LOOKS, services];
        for (const path of values.unknownPaths) verdict.unknown(path);
        for (const node of nodesOf(values.root)) {
            for (const look of looks) look(node, { path: node.path, verdict, movingTags: options.movingTags });
            judgeSecrets(subject, node, verdict);
        }
        judgeChartParts(name, values, verdict);
    },
});
