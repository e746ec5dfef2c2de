/** Prometheus itself as judge of rules: its tool `promtool` evaluates them over series that a test makes up. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { buildGoTool } from "../support/go-tool.ts";

// The release that the add-on's chart runs, v3.14.0, as its module counts.
// renovate: datasource=go depName=github.com/prometheus/prometheus
const version = "v0.314.0";

export function findPromtool(): string {
    const onPath = (process.env["PATH"] ?? "").split(delimiter).map((directory) => join(directory, "promtool"));
    return (
        onPath.find((candidate) => existsSync(candidate)) ??
        buildGoTool({ name: "promtool", module: "github.com/prometheus/prometheus", version, command: "cmd/promtool" })
    );
}

/** Series by name with labels, in promtool's notation, a value a minute: `1x10` stays, `0+6x10` grows, `stale` ends. */
export type Series = Readonly<Record<string, string>>;

/** Labels of the alerts that fire at a time, such as `16m`: exactly these. */
export type Firing = Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;

export interface RuleTest {
    readonly name: string;
    readonly series: Series;
    readonly firing: Firing;
}

/** What tells one alert from another. */
const told = ["alertname", "namespace", "severity", "service", "owner", "pod", "container", "persistentvolumeclaim"];

/** @returns what promtool has to object; nothing where every test holds. */
export function testRules(groups: unknown, tests: readonly RuleTest[]): string {
    return promtool(["test", "rules", "test.json"], {
        "rules.json": { groups },
        "test.json": {
            rule_files: ["rules.json"],
            evaluation_interval: "1m",
            tests: tests.map(({ name, series, firing }) => ({
                name,
                interval: "1m",
                input_series: Object.entries(series).map(([metric, values]) => ({ series: metric, values })),
                promql_expr_test: Object.entries(firing).map(([time, alerts]) => ({
                    expr: `sum by (${told.join(", ")}) (ALERTS{alertstate="firing"})`,
                    eval_time: time,
                    exp_samples: alerts.map((labels) => ({ labels: selector(labels), value: 1 })),
                })),
            })),
        },
    });
}

/** @returns what promtool has to object to the queries, as PromQL. */
export function checkQueries(queries: readonly string[]): string {
    const rules = queries.map((expr, index) => ({ record: `query:${index}`, expr }));
    return promtool(["check", "rules", "rules.json"], { "rules.json": { groups: [{ name: "queries", rules }] } });
}

const selector = (labels: Readonly<Record<string, string>>): string =>
    `{${Object.entries(labels)
        .map(([name, value]) => `${name}="${value}"`)
        .join(",")}}`;

/** Its files are YAML, of which JSON is a part. */
function promtool(args: readonly string[], files: Readonly<Record<string, unknown>>): string {
    const directory = mkdtempSync(join(tmpdir(), "strata-rules-"));
    try {
        for (const [file, content] of Object.entries(files))
            writeFileSync(join(directory, file), JSON.stringify(content));
        const { status, stdout, stderr } = spawnSync(findPromtool(), args, { cwd: directory, encoding: "utf8" });
        return status === 0 ? "" : `${stdout}${stderr}` || `promtool ended with ${String(status)}`;
    } finally {
        rmSync(directory, { recursive: true, force: true });
    }
}
