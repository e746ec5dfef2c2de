import { celText } from "../admission/cel.ts";
import type { Container } from "../model/container.ts";
import type { Pod } from "../model/pod.ts";
import { DEFAULT_GRACE_SECONDS, preStopSleep, SLEEP } from "../model/pre-stop.ts";
import { probesOf, type Probe, type ProbeNumber } from "../model/probe.ts";
import { noOptions } from "../options.ts";
import { count } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { containerSnippet, podSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

interface Fault {
    readonly field: ProbeNumber;
    readonly found: string;
    readonly wanted: number;
}

function faultsOf(probe: Probe, verdict: Verdict): Fault[] {
    const faults: Fault[] = [];
    const read = (field: ProbeNumber): number | undefined => {
        const value = probe.number(field);
        if (value === UNKNOWN) verdict.unknown(`${probe.path}.${field}`);
        return value === UNKNOWN ? undefined : value;
    };
    const timeout = read("timeoutSeconds");
    const period = read("periodSeconds");
    const failures = read("failureThreshold");
    const successes = read("successThreshold");
    if (period !== undefined && period < 1)
        faults.push({ field: "periodSeconds", found: `${period}, at least 1 is wanted`, wanted: 10 });
    else if (timeout !== undefined && period !== undefined && timeout > period)
        faults.push({
            field: "timeoutSeconds",
            found: `${timeout}, more than its period of ${period}`,
            wanted: period,
        });
    if (probe.name === "livenessProbe" && failures !== undefined && failures < 2)
        faults.push({ field: "failureThreshold", found: `${failures}: one lost answer restarts it`, wanted: 3 });
    if (probe.name !== "readinessProbe" && successes !== undefined && successes !== 1)
        faults.push({ field: "successThreshold", found: `${successes}, the API allows only 1`, wanted: 1 });
    return faults;
}

function judgeStop(pod: Pod, container: Container, verdict: Verdict): void {
    const sleep = preStopSleep(container);
    const grace = count(pod.spec["terminationGracePeriodSeconds"]) ?? DEFAULT_GRACE_SECONDS;
    if (sleep === 0) return;
    if (sleep === UNKNOWN) verdict.unknown(`${container.path}.lifecycle.preStop`);
    else if (grace === UNKNOWN) verdict.unknown(`${pod.specPath}.terminationGracePeriodSeconds`);
    else if (grace < sleep)
        verdict.bad({
            message: `${container.title} sleeps ${sleep} s before it stops, and the pod is killed after ${grace} s`,
            remedy: podSnippet(pod, `terminationGracePeriodSeconds: ${sleep + 30}`),
        });
}

const CEL_TIMEOUT = "p.fields.?timeoutSeconds.orValue(1)";
const CEL_PERIOD = "p.fields.?periodSeconds.orValue(10)";
/** Sleeps of preStop hooks; the hook's own kind of sleep, and how often a liveness succeeds, the API server checks itself. */
const CEL_SLEEPS =
    'variables.probed.map(c, {"title": dyn(c.title), "sleep": ' +
    `dyn(c.fields.?lifecycle.preStop.exec.command.orValue([]).join(" ").find(${celText(SLEEP.source)}).find("[0-9]+"))})` +
    '.filter(s, s.sleep != "")';
const CEL = [
    `variables.probes.filter(p, ${CEL_TIMEOUT} > ${CEL_PERIOD})` +
        `.map(p, p.title + " timeoutSeconds is " + string(${CEL_TIMEOUT}) + ", more than its period of " + string(${CEL_PERIOD}))`,
    'variables.probes.filter(p, p.name == "livenessProbe" && p.fields.?failureThreshold.orValue(3) < 2)' +
        '.map(p, p.title + " failureThreshold is 1: one lost answer restarts it")',
    "variables.sleeps.filter(s, int(s.sleep) > variables.podSpec.?terminationGracePeriodSeconds.orValue(30))" +
        '.map(s, s.title + " sleeps " + s.sleep + " s before it stops, longer than the pod has")',
].join(" + ");

export const rule = defineRule({
    name: "k8s-probe-timings",
    title: "Probe timings fit together",
    rationale: "A probe that overlaps itself, or restarts on one lost packet, makes outages of its own.",
    levels: { dev: "advisory", staging: "advisory", prod: "mandatory" },
    options: noOptions,
    pods: "serving",
    checkPod({ pod }, verdict) {
        for (const container of pod.probed) {
            for (const probe of probesOf(container)) {
                for (const { field, found, wanted } of faultsOf(probe, verdict)) {
                    verdict.bad({
                        message: `${container.title} ${probe.name} ${field} is ${found}`,
                        remedy: containerSnippet(container, `${probe.name}:\n  ${field}: ${wanted}`),
                    });
                }
            }
            judgeStop(pod, container, verdict);
        }
    },
    cel: () => ({ pods: { variables: { sleeps: CEL_SLEEPS }, faults: CEL } }),
});
