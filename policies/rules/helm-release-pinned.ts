import { CHARTS, isLocal, RELEASE, versionOf } from "../model/helm.ts";
import type { Subject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { at, isPresent, show, text, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

/** https://semver.org, with the v that some charts write. Helm reads anything else as a range. */
const EXACT = /^v?(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[\w.-]+)?(?:\+[\w.-]+)?$/;
const DIGEST = /@sha256:[0-9a-f]{64}$/;
/** A version written into an address: oci://host/chart:1.2.3, https://host/chart-1.2.3.tgz */
const IN_ADDRESS = /^oci:[^@]*:([^/:@]+)$|^https?:.*-(v?\d[^/]*)\.tgz$/;

/** Beside the program means below it: what lies elsewhere is not in the repository. */
function judgeLocal(chart: string, verdict: Verdict): void {
    if (!chart.startsWith("/") && !chart.split("/").includes("..")) return;
    verdict.bad({
        message: `chart ${show(chart)} lies outside of the project: it is what that machine happens to have`,
        remedy: "chart: ./charts/web   # or a chart of a repository, with its version",
    });
}

function writtenVersion(subject: Subject, chart: string): string | undefined | typeof UNKNOWN {
    const [, tag, archive] = IN_ADDRESS.exec(chart) ?? [];
    return tag ?? archive ?? versionOf(subject);
}

export const rule = defineRule({
    name: "helm-release-pinned",
    title: "Charts have one exact version",
    rationale: "A range installs what was published last: nobody saw it before it ran.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    types: [RELEASE, ...CHARTS],
    check(subject, verdict) {
        const chart = text(at(subject.props, "chart") ?? at(subject.props, "path"));
        if (chart === UNKNOWN) verdict.unknown("chart");
        if (isLocal(subject)) {
            judgeLocal(textOr(at(subject.props, "path") ?? chart), verdict);
            return;
        }
        if (typeof chart === "string" && DIGEST.test(chart)) return;
        const version = writtenVersion(subject, typeof chart === "string" ? chart : "");
        if (version === UNKNOWN) verdict.unknown("version");
        else if (!isPresent(version) || version === undefined)
            verdict.bad({
                message: "version is not set, which is the newest; wanted is one exact version",
                remedy: "version: 1.2.3",
            });
        else if (!EXACT.test(version))
            verdict.bad({
                message: `version is ${show(version)}, which is a range; wanted is one exact version`,
                remedy: "version: 1.2.3",
            });
    },
});
