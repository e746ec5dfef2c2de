import { z } from "zod";
import { shortestInterval } from "../model/cron.ts";
import { number } from "../options.ts";
import { at, count, isPresent, isTrue, show, text } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { specSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

/** The controller looks every ten seconds: a shorter deadline may pass between two looks. */
const LEAST_DEADLINE = 10;
const MOST_HISTORY = 5;
const HISTORIES = ["successfulJobsHistoryLimit", "failedJobsHistoryLimit"] as const;

function judgeConcurrency(spec: unknown, verdict: Verdict): void {
    const policy = text(at(spec, "concurrencyPolicy"));
    const remedy = specSnippet("concurrencyPolicy: Forbid");
    if (policy === UNKNOWN) verdict.unknown("spec.concurrencyPolicy");
    else if (policy === undefined)
        verdict.missing({ message: 'spec.concurrencyPolicy is not set; wanted is "Forbid" or "Replace"', remedy });
    else if (policy !== "Forbid" && policy !== "Replace")
        verdict.bad({
            message: `spec.concurrencyPolicy is ${show(policy)}: runs pile up when one takes long; wanted is "Forbid" or "Replace"`,
            remedy,
        });
}

/** @returns the shortest time between two runs, in minutes. */
function judgeSchedule(spec: unknown, least: number, verdict: Verdict): number | undefined {
    const schedule = text(at(spec, "schedule"));
    const remedy = specSnippet('schedule: "30 1 * * *"');
    if (schedule === UNKNOWN) verdict.unknown("spec.schedule");
    else if (schedule === undefined) verdict.missing({ message: "spec.schedule is not set", remedy });
    if (typeof schedule !== "string") return undefined;
    const interval = shortestInterval(schedule);
    if (interval === undefined)
        verdict.bad({ message: `spec.schedule ${show(schedule)} is no schedule: wanted are five fields`, remedy });
    else if (interval === Infinity)
        verdict.bad({ message: `spec.schedule ${show(schedule)} never comes a second time`, remedy });
    else if (interval < least)
        verdict.bad({
            message: `spec.schedule ${show(schedule)} runs every ${interval} minute(s); wanted are at least ${least}`,
            remedy,
        });
    return interval;
}

function judgeDeadline(spec: unknown, interval: number | undefined, verdict: Verdict): void {
    const field = "startingDeadlineSeconds";
    const deadline = count(at(spec, field));
    const remedy = specSnippet(`${field}: ${Math.max(LEAST_DEADLINE, Math.min(600, (interval ?? 60) * 30))}`);
    if (deadline === UNKNOWN) verdict.unknown(`spec.${field}`);
    else if (deadline === undefined)
        verdict.missing({ message: `spec.${field} is not set: after 100 missed runs it never runs again`, remedy });
    else if (deadline < LEAST_DEADLINE)
        verdict.bad({
            message: `spec.${field} is ${deadline}; the controller looks every ten seconds, so wanted is at least ${LEAST_DEADLINE}`,
            remedy,
        });
    else if (interval !== undefined && deadline >= interval * 60)
        verdict.bad({
            message: `spec.${field} is ${deadline}, longer than the ${interval * 60} s until the next run`,
            remedy,
        });
}

export const rule = defineRule({
    name: "k8s-cronjob-safety",
    title: "A CronJob runs when it should, and once at a time",
    rationale: "A run that is late, in another time zone or beside the last one does its harm at night.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: (tier) =>
        z.strictObject({
            /** The shortest time between runs, in minutes. */ minutes: number.default(tier === "prod" ? 2 : 1),
        }),
    types: ["kubernetes:batch/*:CronJob"],
    check({ props }, verdict, { options }) {
        const spec = props["spec"];
        judgeConcurrency(spec, verdict);
        judgeDeadline(spec, judgeSchedule(spec, options.minutes, verdict), verdict);
        for (const field of HISTORIES) {
            const kept = count(at(spec, field));
            if (kept === UNKNOWN) verdict.unknown(`spec.${field}`);
            else if (kept !== undefined && kept > MOST_HISTORY)
                verdict.bad({
                    message: `spec.${field} is ${kept}; wanted is at most ${MOST_HISTORY}`,
                    remedy: specSnippet(`${field}: 3`),
                });
        }
        if (!isPresent(at(spec, "timeZone")))
            verdict.missing({
                message: "spec.timeZone is not set: it runs in whatever zone the control plane has",
                remedy: specSnippet("timeZone: Etc/UTC"),
            });
        if (isTrue(at(spec, "suspend")))
            verdict.bad({ message: "spec.suspend is on: it does not run", remedy: specSnippet("suspend: false") });
    },
});
