/** `strata debug`: kubectl takes pods and no Deployments, so one is picked first. */
import { selectorLabels } from "../../components/naming/labels.ts";
import type { ServicePlan } from "../../components/service-deployment/plan.ts";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import { Refusal, root } from "../command.ts";
import type { DebugOptions } from "../commands/debug.ts";
import { print } from "../output.ts";
import { loadStack } from "../stack.ts";
import { openSystem, type LiveSystem } from "./live-site.ts";
import { itemsOf, podSchema } from "./objects.ts";
import { podHealth } from "./pod-state.ts";
import { probeImage } from "./probe-pod.ts";

export async function debug(stackName: string, options: DebugOptions): Promise<ExitCode> {
    const stack = await loadStack(root, stackName);
    const system = stack.system(options.system, options.site);
    const service = system.service(options.service);
    const live = await openSystem(stack, system);
    const pod = await pickPod(live, service);
    print(`Pod ${pod}`);
    const namespaced = ["--namespace", system.namespace];
    // A terminal only where there is one: otherwise the commands come from standard input.
    const interactive = process.stdin.isTTY ? ["--stdin", "--tty"] : ["--stdin"];
    const code = options.shell
        ? await live.kubectl.attach([
              ...["exec", pod, ...namespaced, "--container", service.container, ...interactive],
              ...["--", "/bin/bash"],
          ])
        : await live.kubectl.attach([
              ...["debug", `pod/${pod}`, ...namespaced, "--target", service.container, ...interactive],
              // Pod Security `restricted`; the user, which is not root, is the pod's.
              ...["--profile", "restricted", "--image", options.image ?? probeImage, "--", "sh"],
          ]);
    return code === 0 ? exitCodes.clean : exitCodes.finding;
}

/** A pod that runs: a ready one only where no other does, for who debugs looks for the sick one. */
async function pickPod({ stack, system, kubectl }: LiveSystem, service: ServicePlan): Promise<string> {
    const labels = selectorLabels({ system: system.name, name: service.name });
    const selector = Object.entries(labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(",");
    const args = ["get", "pods", "--namespace", system.namespace, "--selector", selector];
    const pods = itemsOf(await kubectl.json(args), "Pod", podSchema);
    const running = pods.filter((pod) => pod.status.phase === "Running" && podHealth(pod) !== "going");
    const picked = running.find((pod) => podHealth(pod) === "not ready") ?? running[0];
    if (picked !== undefined) return picked.metadata.name;
    throw new Refusal(
        `deployment/${service.name} has no running pod (${pods.length} in all): strata diagnose ${stack.name} pods --system ${system.name}`,
    );
}
