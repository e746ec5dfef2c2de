/** A pod that runs one program in the namespace of a system, under all that holds there, and is removed afterwards. */
import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { types } from "@pulumi/kubernetes";
import { resources } from "../../components/workload/resources.ts";
import { containerSecurityContext, podSecurityContext } from "../../components/workload/security-context.ts";
import { withCleanup } from "../tools/interruption.ts";
import type { LiveSystem } from "./live-site.ts";
import { podSchema, type Pod } from "./objects.ts";
import { podCauses } from "./pod-state.ts";

// renovate: datasource=docker depName=busybox
export const probeImage = "docker.io/library/busybox:1.37.0";

export interface Probe {
    readonly image: string;
    readonly command: readonly string[];
}

export interface ProbeResult {
    /** It ran to its end in time, whatever its exit code. */
    readonly finished: boolean;
    /** What it wrote, or why it did not run. */
    readonly output: string;
}

/** Seconds: an image that has to be pulled first fits in. */
const patience = 60;

/** On failure and on Ctrl-C it is removed as well; should this process be killed, it ends itself. */
export async function runProbe(live: LiveSystem, probe: Probe): Promise<ProbeResult> {
    const { kubectl, system } = live;
    const name = `strata-probe-${randomBytes(4).toString("hex")}`;
    const namespaced = ["--namespace", system.namespace];
    const run = async (interrupted: AbortSignal): Promise<ProbeResult> => {
        await kubectl.text(["create", "--filename", "-", ...namespaced], { input: manifest(name, system.name, probe) });
        const pod = await ended(live, name, interrupted);
        if (isOver(pod.status.phase))
            return { finished: true, output: await kubectl.text(["logs", name, ...namespaced]) };
        const causes = podCauses(pod).join("; ") || pod.status.phase;
        return { finished: false, output: `the probe pod did not end in ${patience} seconds: ${causes}` };
    };
    return withCleanup(run, async () => {
        const removal = ["delete", "pod", name, ...namespaced, "--ignore-not-found", "--now", "--wait=false"];
        const { code, stderr } = await kubectl.run(removal);
        if (code !== 0) console.error(`The pod ${name} could not be removed: ${stderr.trim()}`);
    });
}

const isOver = (phase: string): boolean => phase === "Succeeded" || phase === "Failed";

/** As it is after its end, or when patience is. */
async function ended({ kubectl, system }: LiveSystem, name: string, interrupted: AbortSignal): Promise<Pod> {
    const deadline = Date.now() + patience * 1000;
    for (;;) {
        const pod = podSchema.parse(await kubectl.json(["get", "pod", name, "--namespace", system.namespace]));
        if (isOver(pod.status.phase) || Date.now() > deadline) return pod;
        await setTimeout(1000, undefined, { signal: interrupted });
    }
}

/** Passes Pod Security `restricted`; without probes, because it ends by itself. */
function manifest(name: string, system: string, { image, command }: Probe): string {
    const pod: types.input.core.v1.Pod = {
        apiVersion: "v1",
        kind: "Pod",
        metadata: {
            name,
            labels: {
                "app.kubernetes.io/name": "strata-probe",
                "app.kubernetes.io/part-of": system,
                "app.kubernetes.io/managed-by": "strata",
            },
            // A proxy would outlive the program, and DNS does not go through it.
            annotations: { "linkerd.io/inject": "disabled" },
        },
        spec: {
            restartPolicy: "Never",
            activeDeadlineSeconds: 2 * patience,
            terminationGracePeriodSeconds: 1,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: podSecurityContext(),
            containers: [
                {
                    name: "probe",
                    image,
                    command: [...command],
                    resources: resources("10m", "100m", "32Mi"),
                    securityContext: containerSecurityContext,
                },
            ],
        },
    };
    return JSON.stringify(pod);
}
