/**
 * Before the engine: what nobody in the state made and what would hold it back goes, while the controllers that take
 * away its load balancers, machines and volumes still run.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { keepTag } from "../../sweep/keep-tag.ts";
import { Refusal } from "../../command.ts";
import { heading, print } from "../../output.ts";
import { Aws } from "../../tools/aws.ts";
import type { Kubectl } from "../../tools/kubectl.ts";
import { nameOf, readObjects, readPods, readVolumes, type ClusterObject, type Volume } from "./cluster-objects.ts";
import { isKept, type Survey } from "./survey.ts";
import { suspend } from "./suspend.ts";

/** Seconds between two looks. */
const interval = 5;

/** @throws Refusal that names what hangs and on which finalizers. */
export async function drain(survey: Survey, timeoutSeconds: number): Promise<void> {
    const { site, kubectl, kinds, territory, foreign } = survey;
    if (survey.automated.length === 0 && foreign.length === 0 && !survey.volumes.some(isKept)) return;
    heading(`\nDraining ${site.name}`);
    const pause = Math.min(interval, timeoutSeconds);
    await suspend(kubectl, kinds, territory, pause);
    await markKept(survey);
    await deleteAll(kubectl, foreign);
    await freeClaims(kubectl, foreign);
    await gone(survey, timeoutSeconds, pause);
}

/** So that a sweep, which cannot ask the cluster any more, leaves them alone. */
async function markKept({ site, volumes }: Survey): Promise<void> {
    const ids = volumes
        .filter(isKept)
        .flatMap(({ spec }) => (spec.csi?.driver === "ebs.csi.aws.com" ? [spec.csi.volumeHandle] : []));
    if (ids.length === 0 || site.config.region === undefined) return;
    const { key, value } = keepTag;
    const tags = ["--tags", `Key=${key},Value=${value}`];
    await new Aws(site.config.region).json(["ec2", "create-tags", "--resources", ...ids, ...tags]);
    print(`${ids.join(", ")}: tagged ${key}, kept`);
}

/** One call for those of one kind in one namespace. */
async function deleteAll(kubectl: Kubectl, objects: readonly ClusterObject[]): Promise<void> {
    const groups = Map.groupBy(objects, ({ resource, metadata }) => `${resource} ${metadata.namespace}`);
    for (const same of groups.values()) {
        const [first] = same;
        if (first === undefined) continue;
        const { namespace } = first.metadata;
        const names = same.map(({ metadata }) => metadata.name);
        const place = namespace === "" ? [] : ["--namespace", namespace];
        await kubectl.text(["delete", first.resource, ...names, ...place, "--wait=false", "--ignore-not-found"]);
        for (const object of same) print(`${nameOf(object)}: deleted`);
    }
}

/** A claim goes when no pod uses it; a new pod finds no node as long as its claim is going. */
async function freeClaims(kubectl: Kubectl, foreign: readonly ClusterObject[]): Promise<void> {
    const claims = new Set(foreign.filter(({ kind }) => kind === "PersistentVolumeClaim").map(nameOf));
    if (claims.size === 0) return;
    const users = (await readPods(kubectl)).filter(({ metadata, spec }) =>
        spec.volumes.some(({ persistentVolumeClaim: claim }) =>
            claims.has(`PersistentVolumeClaim ${metadata.namespace}/${claim?.claimName ?? ""}`),
        ),
    );
    for (const { metadata } of users) {
        const { name, namespace } = metadata;
        await kubectl.text(["delete", "pods", name, "--namespace", namespace, "--wait=false", "--ignore-not-found"]);
        print(`Pod ${namespace}/${name}: deleted, it uses a claim that goes`);
    }
}

/** By uid: a namesake that somebody makes meanwhile is another object. */
async function gone(survey: Survey, timeoutSeconds: number, pause: number): Promise<void> {
    const { kubectl, kinds, foreign, volumes, site, stack } = survey;
    const objectIds = new Set(foreign.map(({ metadata }) => metadata.uid));
    const volumeIds = new Set(
        volumes.filter((volume) => isFreed(volume, objectIds)).map(({ metadata }) => metadata.uid),
    );
    const waitedFor = new Map([...kinds].filter(([, resource]) => foreign.some((one) => one.resource === resource)));
    const deadline = Date.now() + timeoutSeconds * 1000;
    for (;;) {
        const objects = waitedFor.size === 0 ? [] : await readObjects(kubectl, waitedFor);
        const left = objects.filter(({ metadata }) => objectIds.has(metadata.uid));
        const leftVolumes =
            volumeIds.size === 0
                ? []
                : (await readVolumes(kubectl)).filter(({ metadata }) => volumeIds.has(metadata.uid));
        if (left.length + leftVolumes.length === 0) return;
        if (Date.now() >= deadline) throw hanging(stack.name, site.name, timeoutSeconds, left, leftVolumes);
        print(`Waiting for ${left.length + leftVolumes.length} to be gone`);
        await sleep(pause * 1000);
    }
}

/** Its claim is drained, and it goes with it. */
const isFreed = (volume: Volume, claims: ReadonlySet<string>): boolean =>
    !isKept(volume) && claims.has(volume.spec.claimRef?.uid ?? "");

function hanging(
    stack: string,
    site: string,
    seconds: number,
    objects: readonly ClusterObject[],
    volumes: readonly Volume[],
): Refusal {
    return new Refusal(
        [
            `Not gone after ${seconds} seconds on ${site}:`,
            ...objects.map(
                (object) => `  ${nameOf(object)}, finalizers: ${object.metadata.finalizers.join(", ") || "none"}`,
            ),
            ...volumes.map(
                ({ metadata, spec }) => `  PersistentVolume ${metadata.name} ${spec.csi?.volumeHandle ?? ""}`,
            ),
            "A finalizer goes when the controller that set it has cleaned up: see that it runs and what it says, then repeat the command.",
            `Where that controller is gone for good, take the finalizer away (kubectl patch <object> --type merge --patch '{"metadata":{"finalizers":null}}'): what it stood for then stays, and strata sweep ${stack} lists it.`,
            "The engine was not started; nothing in the state has changed.",
        ].join("\n"),
    );
}
