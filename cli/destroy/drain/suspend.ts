/** Argo CD brings back what is deleted: its automated sync ends first. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { Refusal } from "../../command.ts";
import { print } from "../../output.ts";
import type { Kubectl } from "../../tools/kubectl.ts";
import { nameOf, readObjects, type ClusterObject } from "./cluster-objects.ts";
import { inTerritory, type Territory } from "./foreign.ts";

const applicationSchema = z.looseObject({
    syncPolicy: z.looseObject({ automated: z.unknown().optional() }).optional(),
    destination: z.looseObject({ namespace: z.string().default("") }).optional(),
});

const applicationKind = "argoproj.io/Application";
const setKind = "argoproj.io/ApplicationSet";

const patches = {
    [applicationKind]: { spec: { syncPolicy: { automated: null } } },
    /** Its controller leaves the Applications that are there as they are: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Controlling-Resource-Modification/ */
    [setKind]: { spec: { syncPolicy: { applicationsSync: "create-only" } } },
} as const;

/** Those that sync by themselves into what is drained. */
export const automated = (all: readonly ClusterObject[], territory: Territory): readonly ClusterObject[] =>
    all.filter(({ group, kind, spec, metadata }) => {
        if (`${group}/${kind}` !== applicationKind) return false;
        const { syncPolicy, destination } = applicationSchema.parse(spec);
        // `automated: {}` is on as well.
        if (syncPolicy?.automated === undefined || syncPolicy.automated === null) return false;
        return inTerritory(territory, metadata.namespace) || inTerritory(territory, destination?.namespace ?? "");
    });

/** An Application that another one manages gets it back once at most: that one is suspended as well. */
const rounds = 3;

/** @throws Refusal when one syncs by itself again. */
export async function suspend(
    kubectl: Kubectl,
    kinds: ReadonlyMap<string, string>,
    territory: Territory,
    pauseSeconds: number,
): Promise<void> {
    const argo = new Map([...kinds].filter(([kind]) => kind === applicationKind || kind === setKind));
    if (!argo.has(applicationKind)) return;
    for (let round = 1; ; round += 1) {
        const all = await readObjects(kubectl, argo);
        const applications = automated(all, territory);
        if (applications.length === 0) return;
        if (round > rounds) {
            throw new Refusal(
                `These sync by themselves again, so that what is deleted would come back: ${applications.map(nameOf).join(", ")}. Find who manages them (Argo CD's own Application, another tool), end that, then repeat the command. Nothing was deleted.`,
            );
        }
        const owners = new Set(applications.flatMap(({ metadata }) => metadata.ownerReferences.map(({ uid }) => uid)));
        const sets = all.filter(({ kind, metadata }) => kind === "ApplicationSet" && owners.has(metadata.uid));
        for (const set of sets) await patch(kubectl, set, patches[setKind]);
        for (const application of applications) await patch(kubectl, application, patches[applicationKind]);
        await sleep(pauseSeconds * 1000);
    }
}

async function patch(kubectl: Kubectl, object: ClusterObject, change: object): Promise<void> {
    const { name, namespace } = object.metadata;
    print(`${nameOf(object)}: automated sync off`);
    const args = ["patch", object.resource, name, "--namespace", namespace, "--type", "merge"];
    await kubectl.text([...args, "--patch", JSON.stringify(change)]);
}
