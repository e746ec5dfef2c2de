import type { Container } from "../model/container.ts";
import { PROBES, type ProbeName } from "../model/probe.ts";
import { noOptions } from "../options.ts";
import { isPresent } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { containerSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const ON_A_JOB: Readonly<Record<ProbeName, string | undefined>> = {
    readinessProbe: "and nothing is ever sent to a job: it does nothing",
    livenessProbe: "so a slow answer restarts work that was going well",
    startupProbe: undefined,
};

function judgeJob(container: Container, verdict: Verdict): void {
    for (const name of PROBES) {
        const why = ON_A_JOB[name];
        if (why === undefined) continue;
        const probe = container.fields[name];
        if (probe === UNKNOWN) verdict.unknown(`${container.path}.${name}`);
        else if (isPresent(probe))
            verdict.bad({
                message: `${container.title} runs to completion and has a ${name.replace("Probe", " probe")}, ${why}`,
                remedy: containerSnippet(container, `${name}: null   # remove; activeDeadlineSeconds bounds a job`),
                level: "advisory",
            });
    }
}

function judgeInit(container: Container, verdict: Verdict): void {
    for (const name of PROBES.filter((each) => isPresent(container.fields[each]))) {
        if (container.fields[name] === UNKNOWN) verdict.unknown(`${container.path}.${name}`);
        else
            verdict.bad({
                message: `${container.title} has a ${name.replace("Probe", " probe")}, which the API server refuses`,
                remedy: containerSnippet(
                    container,
                    `${name}: null   # remove, or make it a sidecar: restartPolicy: Always`,
                ),
                level: "mandatory",
            });
    }
}

export const rule = defineRule({
    name: "k8s-probes-not-on-jobs",
    title: "What runs to completion has no probes",
    rationale: "A job is done when its process ends; an init container with a probe is not accepted at all.",
    levels: { dev: "advisory", staging: "advisory", prod: "advisory" },
    options: noOptions,
    pods: "all",
    checkPod({ pod }, verdict) {
        for (const container of pod.containers) {
            if (container.role === "init") judgeInit(container, verdict);
            else if (container.role === "app" && !pod.serving) judgeJob(container, verdict);
        }
    },
    // Of init containers the API server refuses them itself.
    cel: () => {
        const faults = PROBES.filter((name) => ON_A_JOB[name] !== undefined).map(
            (name) =>
                `variables.app.filter(c, c.fields.?${name}.hasValue())` +
                `.map(c, c.title + " runs to completion and has a ${name.replace("Probe", " probe")}")`,
        );
        return { pods: { mild: `variables.serving ? [] : ${faults.join(" + ")}` } };
    },
});
