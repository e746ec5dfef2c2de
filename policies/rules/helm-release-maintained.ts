import { CHARTS, chartNameOf, RELEASE } from "../model/helm.ts";
import { noOptions } from "../options.ts";
import { show } from "../read.ts";
import { defineRule } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

interface End {
    /** Month after which there are no fixes. */
    readonly since: string;
    readonly instead: string;
}

/**
 * https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/
 * https://grafana.com/docs/loki/latest/send-data/promtail/
 * https://grafana.com/docs/agent/latest/
 */
const ENDED: ReadonlyMap<string, End> = new Map([
    ["ingress-nginx", { since: "March 2026", instead: "traefik" }],
    ["promtail", { since: "March 2026", instead: "alloy" }],
    ["grafana-agent", { since: "November 2025", instead: "alloy" }],
]);

export const rule = defineRule({
    name: "helm-release-maintained",
    title: "Charts have somebody who mends them",
    rationale: "What nobody looks after any more keeps its holes, and everybody who looks for some knows them.",
    levels: { dev: "advisory", staging: "advisory", prod: "advisory" },
    options: noOptions,
    types: [RELEASE, ...CHARTS],
    check(subject, verdict) {
        const chart = chartNameOf(subject);
        if (chart === UNKNOWN) verdict.unknown("chart");
        if (chart === UNKNOWN || chart === undefined) return;
        const end = ENDED.get(chart);
        if (end !== undefined)
            verdict.bad({
                message: `the chart is ${show(chart)}, which has had no fixes since ${end.since}`,
                remedy: `chart: ${end.instead}`,
            });
    },
});
