import { z } from "zod";
import { isPodSubject, type PodSubject } from "../model/stack.ts";
import { flag, number } from "../options.ts";
import { at, count, isPresent, show, text } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { nested, podSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const PLACES: Readonly<Record<string, readonly string[]>> = {
    Job: ["spec"],
    CronJob: ["spec", "jobTemplate", "spec"],
    ScaledJob: ["spec", "jobTargetRef"],
};

/** Seconds; long enough to look at what a failed one said. */
const A_WEEK = 604_800;

interface Job {
    readonly subject: PodSubject;
    readonly place: readonly string[];
    readonly spec: unknown;
}

const pathOf = ({ place }: Job, field: string): string => [...place, field].join(".");
const snippet = ({ place }: Job, field: string, value: number): string => nested([...place, field], String(value));

function judgeRetries(job: Job, most: number, verdict: Verdict): void {
    // The API's own default is six.
    const retries = count(at(job.spec, "backoffLimit"));
    if (retries === UNKNOWN) verdict.unknown(pathOf(job, "backoffLimit"));
    else if (retries !== undefined && retries > most)
        verdict.bad({
            message: `${pathOf(job, "backoffLimit")} is ${retries}; wanted is at most ${most}`,
            remedy: snippet(job, "backoffLimit", most),
        });
}

function judgePresence(job: Job, field: string, why: string, example: number, verdict: Verdict): void {
    if (!isPresent(at(job.spec, field)))
        verdict.missing({
            message: `${pathOf(job, field)} is not set: ${why}`,
            remedy: snippet(job, field, example),
        });
}

function judgeRestart({ subject: { pod } }: Job, verdict: Verdict): void {
    const policy = text(pod.spec["restartPolicy"]);
    const path = `${pod.specPath}.restartPolicy`;
    const remedy = podSnippet(pod, "restartPolicy: Never");
    if (policy === UNKNOWN) verdict.unknown(path);
    else if (policy === undefined)
        verdict.missing({ message: `${path} is not set; wanted is "Never" or "OnFailure"`, remedy });
    else if (policy !== "Never" && policy !== "OnFailure")
        verdict.bad({ message: `${path} is ${show(policy)}; wanted is "Never" or "OnFailure"`, remedy });
}

export const rule = defineRule({
    name: "k8s-job-limits",
    title: "A Job ends, and is cleaned away",
    rationale: "A Job that hangs holds its node for ever, and finished ones pile up in the API server.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: () =>
        z.strictObject({
            /** The most retries. */
            retries: number.default(6),
            /** Whether a Job must name the time after which it is stopped; the Jobs of a CronJob always must. */
            deadline: flag.default(false),
        }),
    types: Object.keys(PLACES).map((kind) => `kubernetes:*:${kind}`),
    check(subject, verdict, { options }) {
        const place = PLACES[subject.kube?.kind ?? ""];
        if (place === undefined || !isPodSubject(subject)) return;
        const job: Job = { subject, place, spec: at(subject.props, ...place) };
        if (job.spec === UNKNOWN) {
            verdict.unknown(place.join("."));
            return;
        }
        judgeRetries(job, options.retries, verdict);
        if (subject.kube.kind === "Job")
            judgePresence(job, "ttlSecondsAfterFinished", "it stays when it has finished", A_WEEK, verdict);
        if (options.deadline || subject.kube.kind !== "Job")
            judgePresence(job, "activeDeadlineSeconds", "it may run for ever", 3600, verdict);
        judgeRestart(job, verdict);
    },
    fix({ kube, props }) {
        if (kube?.kind !== "Job" || kube.patch || isPresent(at(props, "spec", "ttlSecondsAfterFinished"))) return [];
        return [{ path: ["spec", "ttlSecondsAfterFinished"], value: A_WEEK }];
    },
});
