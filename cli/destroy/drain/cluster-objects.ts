/** What a drain reads of a cluster: Ingresses, Services, claims, volumes, and every custom resource. */
import { z } from "zod";
import type { Kubectl } from "../../tools/kubectl.ts";

const metadataSchema = z.object({
    name: z.string(),
    namespace: z.string().default(""),
    uid: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
    finalizers: z.array(z.string()).default([]),
    ownerReferences: z.array(z.object({ uid: z.string() })).default([]),
});

const objectSchema = z.object({
    apiVersion: z.string(),
    kind: z.string(),
    metadata: metadataSchema,
    spec: z.looseObject({}).default({}),
});

export interface ClusterObject extends z.output<typeof objectSchema> {
    /** As kubectl is asked for it: `applications.argoproj.io`. */
    readonly resource: string;
    readonly group: string;
}

const definitionSchema = z.object({
    metadata: z.object({ name: z.string() }),
    spec: z.object({ group: z.string(), names: z.object({ kind: z.string() }) }),
});

const volumeSchema = z.object({
    metadata: z.object({ name: z.string(), uid: z.string() }),
    spec: z.object({
        persistentVolumeReclaimPolicy: z.string().default("Retain"),
        capacity: z.object({ storage: z.string() }),
        claimRef: z.object({ namespace: z.string(), name: z.string(), uid: z.string().default("") }).optional(),
        csi: z.object({ driver: z.string(), volumeHandle: z.string() }).optional(),
    }),
});
export type Volume = z.output<typeof volumeSchema>;

const podSchema = z.object({
    metadata: z.object({ name: z.string(), namespace: z.string() }),
    spec: z.object({
        volumes: z
            .array(z.object({ persistentVolumeClaim: z.object({ claimName: z.string() }).optional() }))
            .default([]),
    }),
});
export type PodWithClaims = z.output<typeof podSchema>;

const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) });

/** Resource by group and kind. */
const builtIn: ReadonlyMap<string, string> = new Map([
    ["networking.k8s.io/Ingress", "ingresses.networking.k8s.io"],
    ["/Service", "services"],
    ["/PersistentVolumeClaim", "persistentvolumeclaims"],
]);

/** Deleting one deletes a backup, and none of them holds a network or a namespace back. */
const backups: ReadonlySet<string> = new Set(["snapshot.storage.k8s.io", "velero.io"]);

/** A cluster has many objects. */
const patience = { timeoutSeconds: 120 };

/** The kinds that can hold a destroy back; asked for once, since nobody brings new ones meanwhile. */
export async function readKinds(kubectl: Kubectl): Promise<ReadonlyMap<string, string>> {
    const { items } = listOf(definitionSchema).parse(
        await kubectl.json(["get", "customresourcedefinitions.apiextensions.k8s.io"], patience),
    );
    const custom = items.filter(({ spec }) => !backups.has(spec.group));
    return new Map([
        ...builtIn,
        ...custom.map(({ metadata, spec }) => [`${spec.group}/${spec.names.kind}`, metadata.name] as const),
    ]);
}

export async function readObjects(
    kubectl: Kubectl,
    kinds: ReadonlyMap<string, string>,
): Promise<readonly ClusterObject[]> {
    const args = ["get", [...kinds.values()].join(","), "--all-namespaces"];
    const { items } = listOf(objectSchema).parse(await kubectl.json(args, patience));
    return items.flatMap((item) => {
        const group = item.apiVersion.includes("/") ? (item.apiVersion.split("/")[0] ?? "") : "";
        const resource = kinds.get(`${group}/${item.kind}`);
        return resource === undefined ? [] : [{ ...item, group, resource }];
    });
}

export async function readVolumes(kubectl: Kubectl): Promise<readonly Volume[]> {
    return listOf(volumeSchema).parse(await kubectl.json(["get", "persistentvolumes"], patience)).items;
}

export async function readPods(kubectl: Kubectl): Promise<readonly PodWithClaims[]> {
    return listOf(podSchema).parse(await kubectl.json(["get", "pods", "--all-namespaces"], patience)).items;
}

/** `Ingress shop/web` */
export const nameOf = ({ kind, metadata: { namespace, name } }: ClusterObject): string =>
    `${kind} ${namespace === "" ? name : `${namespace}/${name}`}`;
