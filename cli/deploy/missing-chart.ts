/** Says of a chart that a deployment did not find where its version stands, and what to do. */
import { readdirSync, readFileSync } from "node:fs";
import { root } from "../command.ts";

/** As Helm says it: of a repository with an index, and of a registry. */
const patterns = [
    /chart "(?<chart>[^"]+)"(?: version "(?<version>[^"]+)")? not found in (?<repository>\S+) repository/,
    /(?<repository>[\w.-]+(?::\d+)?(?:\/[\w.-]+)*)\/(?<chart>[\w.-]+):(?<version>v?\d[\w.+-]*): not found/,
];

/** `text`: what the engine has said. @returns undefined where it speaks of no missing chart. */
export function missingChart(text: string): string | undefined {
    const found = patterns.map((pattern) => pattern.exec(text)?.groups).find((groups) => groups !== undefined);
    if (found === undefined) return undefined;
    const { chart = "", version, repository = "" } = found;
    const file = fileOf(chart);
    const pin = file === undefined ? "" : ` Its version is pinned in ${file}.`;
    return `The chart ${chart} ${version ?? ""} is not in ${repository}.${pin} Where strata:charts.mirror is set, put the chart there; else choose a version that exists.`;
}

/** The file with the mark that Renovate knows the pin by; several charts of one product share a pin. */
function fileOf(chart: string): string | undefined {
    const folder = "components/platform/";
    const files = readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" }).toSorted();
    const texts = files
        .filter((file) => file.endsWith(".ts"))
        .map((file) => [`${folder}${file}`, readFileSync(new URL(`${folder}${file}`, root), "utf8")] as const);
    const pin = new RegExp(`// renovate: .*depName=(?:\\S+/)?${RegExp.escape(chart)}\\n`);
    const found =
        texts.find(([, text]) => pin.test(text)) ?? texts.find(([, text]) => text.includes(`chart: "${chart}"`));
    return found?.[0];
}
