/** Liveness and readiness are asked for in the same way; they differ in when their absence is a small matter. */
import { probeOf } from "../model/probe.ts";
import type { PodSubject, Stack } from "../model/stack.ts";
import type { Verdict, Violation } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";
import { containerSnippet } from "./yaml.ts";

interface ProbeQuestion {
    readonly probe: "livenessProbe" | "readinessProbe";
    readonly path: string;
    /** Why, for this pod, the absence is advisory only. */
    mildBecause?(subject: PodSubject, stack: Stack): string | undefined;
}

/** More than one handler, or none, the API server refuses itself. */
export function celProbeMissing(containers: string, { probe }: Pick<ProbeQuestion, "probe">): string {
    const message = `has no ${probe.replace("Probe", "")} probe`;
    return `${containers}.filter(c, !c.fields.?${probe}.hasValue()).map(c, c.title + " ${message}")`;
}

export function checkProbePresence(subject: PodSubject, verdict: Verdict, stack: Stack, question: ProbeQuestion): void {
    const { probe: name, path } = question;
    const word = name.replace("Probe", "");
    for (const container of subject.pod.probed) {
        const probe = probeOf(container, name);
        if (probe === UNKNOWN) {
            verdict.unknown(`${container.path}.${name}`);
            continue;
        }
        if (probe?.handlers.length === 1) continue;
        const because = container.role === "sidecar" ? "a sidecar" : question.mildBecause?.(subject, stack);
        const found =
            probe === undefined
                ? `has no ${word} probe`
                : `has a ${word} probe with ${probe.handlers.length === 0 ? "no handler" : probe.handlers.join(" and ")}, wanted is exactly one`;
        const violation: Violation = {
            message: `${container.title} ${found}${because === undefined || container.role === "sidecar" ? "" : ` (${because})`}`,
            remedy: containerSnippet(container, `${name}:\n  httpGet:\n    path: ${path}\n    port: http`),
            ...(because === undefined ? {} : { level: "advisory" }),
        };
        if (probe === undefined) verdict.missing(violation);
        else verdict.bad(violation);
    }
}
