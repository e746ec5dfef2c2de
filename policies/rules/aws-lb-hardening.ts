import { z } from "zod";
import { BALANCERS, CLASSIC_BALANCERS } from "../model/load-balancers.ts";
import type { Subject } from "../model/subject.ts";
import { flag } from "../options.ts";
import { at, isPresent, text } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { demand, inputsOf } from "../shared/demands.ts";
import { demandSwitch } from "../shared/switches.ts";
import { UNKNOWN } from "../unknown.ts";

function judgeLogs(subject: Subject, verdict: Verdict, unset: boolean): void {
    const logs = at(subject.props, "accessLogs");
    if (isPresent(logs))
        demandSwitch(subject, verdict, {
            path: "accessLogs.enabled",
            wanted: true,
            unset,
            because: "nobody can say who asked for what",
        });
    if (logs === UNKNOWN || isPresent(at(logs, "bucket"))) return;
    verdict.bad({
        message: "accessLogs has no bucket: nobody can say who asked for what",
        remedy: "accessLogs: { bucket: logs.bucket, enabled: true }",
    });
}

/** What cannot be read one way only is how requests are smuggled past a firewall. */
function judgeRequests(subject: Subject, verdict: Verdict): void {
    demand(inputsOf(subject), verdict, {
        path: "desyncMitigationMode",
        meets: (mode) => mode === undefined || mode === "defensive" || mode === "strictest",
        wanted: "defensive",
        because: "requests that two servers read in two ways would pass",
    });
}

export const rule = defineRule({
    name: "aws-lb-hardening",
    title: "Load balancers write logs, refuse crooked requests, and are not deleted by mistake",
    rationale: "A load balancer that is gone takes its address with it, and one without logs its history.",
    levels: { dev: "disabled", staging: "advisory", prod: "mandatory" },
    options: (tier) =>
        z.strictObject({
            /** Whether a deletion must be refused. */
            deletionProtection: flag.default(tier === "prod"),
        }),
    types: [...BALANCERS, ...CLASSIC_BALANCERS],
    check(subject, verdict, { options }) {
        const classic = CLASSIC_BALANCERS.includes(subject.type);
        const kind = text(at(subject.props, "loadBalancerType")) ?? "application";
        if (kind === UNKNOWN) verdict.unknown("loadBalancerType");
        // A gateway writes no logs.
        if (kind !== "gateway") judgeLogs(subject, verdict, classic);
        if (classic || kind === "application") judgeRequests(subject, verdict);
        if (classic) return;
        if (kind === "application") {
            const because = "headers that no standard knows would reach the services";
            demandSwitch(subject, verdict, { path: "dropInvalidHeaderFields", wanted: true, unset: false, because });
        }
        if (options.deletionProtection) {
            const because = "one call would delete it, with its address";
            demandSwitch(subject, verdict, { path: "enableDeletionProtection", wanted: true, unset: false, because });
        }
    },
});
