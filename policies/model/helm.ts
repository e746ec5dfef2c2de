/** What the three kinds of charts in Pulumi have in common. */
import { at, isPresent, text, type Maybe } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import type { Subject } from "./subject.ts";

/** Helm itself installs it: the objects that it makes are no resources of the stack. */
export const RELEASE = "kubernetes:helm.sh/v3:Release";
/** Rendered by Pulumi: the objects are resources. */
export const CHARTS = ["kubernetes:helm.sh/v4:Chart", "kubernetes:helm.sh/v3:Chart"] as const;

/** A field of the chart, or of what a v3 Chart keeps under fetchOpts. */
function fetched(subject: Subject, field: string, options: string): unknown {
    const { props } = subject;
    return at(props, options, field) ?? at(props, "fetchOpts", field);
}

/** Address of the repository, where it is not part of the chart's own name. */
export function repositoryOf(subject: Subject): Maybe<string> {
    return text(fetched(subject, "repo", "repositoryOpts") ?? at(subject.props, "repo"));
}

export function versionOf(subject: Subject): Maybe<string> {
    return text(at(subject.props, "version") ?? at(subject.props, "fetchOpts", "version"));
}

/** A user name or password beside the address. */
export function credentialOf(subject: Subject, field: "username" | "password"): unknown {
    return fetched(subject, field, "repositoryOpts");
}

/** A folder or an archive that lies beside the program: with no repository, neither a name nor an address. */
export function isLocal(subject: Subject): boolean {
    if (isPresent(at(subject.props, "path"))) return true;
    const chart = text(at(subject.props, "chart"));
    return typeof chart === "string" && /^(\.{0,2}\/|.*\.tgz$)/.test(chart) && !/^\w+:\/\//.test(chart);
}

/** The chart's own name: the last step of its address or path, without version. */
export function chartNameOf(subject: Subject): Maybe<string> {
    const chart = text(at(subject.props, "chart") ?? at(subject.props, "path"));
    if (chart === UNKNOWN || chart === undefined) return chart;
    const last = chart.replace(/\/+$/, "").replace(/^.*\//, "");
    return last.replace(/@.*$/, "").replace(/:[^:]*$/, "");
}
