/** What becomes of workloads: how many pods are ready, and volumes for those who ask for one. */
import type { ApiServer } from "../admission/api-server.ts";
import { create } from "../admission/installed.ts";
import { read } from "../support/values.ts";
import { listed } from "./cluster.ts";

interface Kind {
    readonly plural: string;
    readonly wanted: (workload: unknown) => unknown;
    readonly ready: string;
}

const kinds: Readonly<Record<string, Kind>> = {
    Deployment: {
        plural: "apps/v1/deployments",
        wanted: (each) => read(each, "spec.replicas"),
        ready: "readyReplicas",
    },
    StatefulSet: {
        plural: "apps/v1/statefulsets",
        wanted: (each) => read(each, "spec.replicas"),
        ready: "readyReplicas",
    },
    DaemonSet: {
        plural: "apps/v1/daemonsets",
        wanted: (each) => read(each, "status.desiredNumberScheduled"),
        ready: "numberReady",
    },
    Job: { plural: "batch/v1/jobs", wanted: (each) => read(each, "spec.completions"), ready: "succeeded" },
};

export interface Workload {
    readonly title: string;
    readonly wanted: number;
    readonly ready: number;
    /** Whether its controller has looked at it as it is now. */
    readonly seen: boolean;
}

export async function workloads(server: ApiServer): Promise<readonly Workload[]> {
    const all = await Promise.all(
        Object.entries(kinds).map(async ([kind, { plural, wanted, ready }]) =>
            (await listed(server, `/apis/${plural}`)).map((each) => ({
                title: `${kind} ${String(read(each, "metadata.namespace"))}/${String(read(each, "metadata.name"))}`,
                wanted: Number(wanted(each) ?? 0),
                ready: Number(read(each, `status.${ready}`) ?? 0),
                seen: kind === "Job" || read(each, "status.observedGeneration") === read(each, "metadata.generation"),
            })),
        ),
    );
    return all.flat();
}

export const behind = (all: readonly Workload[]): readonly string[] =>
    all
        .filter(
            ({ wanted, ready, seen, title }) =>
                !seen || ready !== wanted || (title.startsWith("DaemonSet") && wanted === 0),
        )
        .map(({ title, wanted, ready }) => `${title}: ${ready} of ${wanted} pods`);

/** Makes a volume for each claim, as a storage driver does. */
export async function provideVolumes(server: ApiServer): Promise<void> {
    for (const claim of await listed(server, "/api/v1/persistentvolumeclaims")) {
        if (read(claim, "status.phase") !== "Pending") continue;
        const [namespace, name, uid] = ["namespace", "name", "uid"].map((key) => read(claim, `metadata.${key}`));
        await create(server, "/api/v1/persistentvolumes", {
            metadata: { name: `pv-${String(uid)}` },
            spec: {
                capacity: { storage: read(claim, "spec.resources.requests.storage") },
                accessModes: read(claim, "spec.accessModes"),
                ...(read(claim, "spec.storageClassName") === undefined
                    ? {}
                    : { storageClassName: read(claim, "spec.storageClassName") }),
                claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name, uid },
                hostPath: { path: "/volume" },
            },
        });
    }
}

/** Events of a reason, each as a sentence. */
export async function events(server: ApiServer, reason: string): Promise<readonly string[]> {
    const found = await listed(server, `/api/v1/events?fieldSelector=reason=${reason}`);
    return found.map((event) => {
        const [kind, namespace, name] = ["kind", "namespace", "name"].map((key) =>
            String(read(event, `involvedObject.${key}`)),
        );
        return `${kind} ${namespace}/${name}: ${String(read(event, "message"))}`;
    });
}
