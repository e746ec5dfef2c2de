/** A system's dashboard in Grafana's JSON. Every query is plain PromQL: it reads the same in Prometheus itself. */
import type { SystemSpec } from "../../systems/spec.ts";
import { cpu, cpuUse, fromEither, memory, memoryUse, volumeUse } from "./queries.ts";

interface Panel {
    readonly title: string;
    /** As Grafana calls it. */
    readonly unit: "bytes" | "none" | "percentunit" | "reqps";
    readonly query: string;
    /** Name of a line, from the labels of its series. */
    readonly legend: string;
}

const byContainer = "{{pod}} {{container}}";
const byService = "{{deployment}}{{exported_service}}";
const eachService = "by (deployment, exported_service)";

const panels = (namespace: string): readonly Panel[] => [
    { title: "CPU, cores", unit: "none", query: cpu(namespace), legend: byContainer },
    { title: "CPU, of the limit", unit: "percentunit", query: cpuUse(namespace), legend: byContainer },
    { title: "Memory", unit: "bytes", query: memory(namespace), legend: byContainer },
    { title: "Memory, of the limit", unit: "percentunit", query: memoryUse(namespace), legend: byContainer },
    {
        title: "Answers per second",
        unit: "reqps",
        query: fromEither((series) => `sum ${eachService} (rate(${series({ namespace }, "all")}[5m]))`),
        legend: byService,
    },
    {
        title: "Errors, of the answers",
        unit: "percentunit",
        query: fromEither((series) => {
            const rate = (answers: "all" | "failed"): string =>
                `sum ${eachService} (rate(${series({ namespace }, answers)}[5m]))`;
            return `${rate("failed")} / ${rate("all")}`;
        }),
        legend: byService,
    },
    {
        title: "Pods that are ready",
        unit: "none",
        query: `sum by (deployment) (kube_deployment_status_replicas_available{namespace="${namespace}"})`,
        legend: "{{deployment}}",
    },
    { title: "Volumes", unit: "percentunit", query: volumeUse(namespace), legend: "{{persistentvolumeclaim}}" },
];

/** Two in a row, 24 columns wide together. */
const width = 12;
const height = 8;

export function dashboard({ name, summary, namespace }: SystemSpec): string {
    const datasource = { type: "prometheus", uid: "${datasource}" };
    return JSON.stringify({
        uid: `strata-${name}`,
        title: name,
        description: summary,
        tags: ["strata"],
        schemaVersion: 39,
        refresh: "1m",
        time: { from: "now-6h", to: "now" },
        templating: { list: [{ name: "datasource", type: "datasource", query: "prometheus" }] },
        panels: panels(namespace).map(({ title, unit, query, legend }, index) => ({
            id: index + 1,
            type: "timeseries",
            title,
            datasource,
            gridPos: { x: (index % 2) * width, y: Math.floor(index / 2) * height, w: width, h: height },
            fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
            targets: [{ refId: "A", datasource, expr: query, legendFormat: legend }],
        })),
    });
}
