/**
 * Values of one scale set of runners. The chart's controller makes the pods, so everything about them stands in templates:
 * the listener's, which asks GitHub for jobs, and the runner's, which does one job and ends.
 *
 * The chart's modes for jobs with containers of their own stay off: Docker in Docker is a privileged pod, and in the other
 * one every job may read the Secrets of the namespace, with them what the runners say to GitHub who they are.
 */
import type { PriorityName } from "../../systems/spec.ts";
import { annotations } from "../naming/annotations.ts";
import { resources } from "./chart-values.ts";
import { addOnTaint, type Placement } from "./placement.ts";
import { controllerName, controllerNamespace } from "./runners.ts";

// renovate: datasource=docker depName=ghcr.io/actions/actions-runner
const version = "2.335.1@sha256:08c30b0a7105f64bddfc485d2487a22aa03932a791402393352fdf674bda2c29";

const image = `ghcr.io/actions/actions-runner:${version}`;

/** Of the user in the image. */
const user = 1001;

/** ServiceAccount of runners that ask the cluster for nothing. */
export const runnerAccount = "arc-runner";

const restricted = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };

export interface RunnerSet {
    /** Where the runners belong: an organisation, a repository, an enterprise. */
    readonly githubConfigUrl: string;
    /** Secret in the runners' namespace. */
    readonly githubConfigSecret: string;
    /** What a workflow writes behind `runs-on:`. */
    readonly name: string;
    /** Group of runners on GitHub, which says what repositories may use them. */
    readonly group: string;
    readonly min: number;
    readonly max: number;
    /** Of each runner, in full. */
    readonly cpu: string;
    readonly memory: string;
    readonly storage: string;
    /** Labels of the nodes that runners run on. */
    readonly nodes: Readonly<Record<string, string>>;
    readonly placement: Placement;
}

export const runnerValues = (set: RunnerSet) => ({
    githubConfigUrl: set.githubConfigUrl,
    githubConfigSecret: set.githubConfigSecret,
    runnerScaleSetName: set.name,
    runnerGroup: set.group,
    minRunners: set.min,
    maxRunners: set.max,
    // Without it the chart looks for the controller in the cluster, and renders nothing where there is none.
    controllerServiceAccount: { name: controllerName, namespace: controllerNamespace },
    listenerTemplate: listener(set.placement),
    template: runner(set),
});

const listener = (placement: Placement) => ({
    spec: {
        ...placement,
        priorityClassName: "system-cluster-critical",
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
            {
                name: "listener",
                resources: resources("20m", "200m", "128Mi"),
                securityContext: { ...restricted, readOnlyRootFilesystem: true },
            },
        ],
    },
});

function runner({ placement, nodes, cpu, memory, storage }: RunnerSet) {
    const amounts = { cpu, memory, "ephemeral-storage": storage };
    return {
        // A node that is hardly used is not taken from under a job.
        metadata: {
            labels: { "app.kubernetes.io/name": "runner", "app.kubernetes.io/part-of": "runners" },
            annotations: { [annotations.safeToEvict]: "false" },
        },
        spec: {
            nodeSelector: { ...placement.nodeSelector, ...nodes },
            // Jobs are not add-ons: on the nodes that are kept for those they have no place.
            tolerations: placement.tolerations.filter(({ key }) => key !== addOnTaint),
            serviceAccountName: runnerAccount,
            automountServiceAccountToken: false,
            // A service of a system goes first.
            priorityClassName: "strata-batch" satisfies PriorityName,
            securityContext: {
                runAsNonRoot: true,
                runAsUser: user,
                runAsGroup: user,
                fsGroup: user,
                seccompProfile: { type: "RuntimeDefault" },
            },
            containers: [
                {
                    name: "runner",
                    image,
                    imagePullPolicy: "IfNotPresent",
                    command: ["/home/runner/run.sh"],
                    resources: { requests: amounts, limits: amounts },
                    securityContext: restricted,
                },
            ],
        },
    };
}
