/** Which resources hold data or leave something behind, and what becomes of it when they are deleted. */
import { z } from "zod";
import { isObject, type StateResource } from "./state.ts";

export interface Remains {
    readonly what: string;
    /** What is lost with it, or what is still there afterwards. */
    readonly fate: "lost" | "kept";
    readonly how: string;
}

type Judge = (resource: StateResource) => readonly Remains[];

const named = (inputs: StateResource["inputs"], key: string): string => z.string().catch("?").parse(inputs[key]);
const days = (inputs: StateResource["inputs"], key: string): number => z.number().catch(30).parse(inputs[key]);

const holds =
    (kind: string, how: string): Judge =>
    ({ id }) => [{ what: `${kind} ${id}`, fate: "lost", how }];

const judges: Readonly<Record<string, Judge>> = {
    "aws:rds/cluster:Cluster": ({ id, inputs }) =>
        withSnapshot(`database cluster ${id}`, inputs, inputs["skipFinalSnapshot"] !== true),
    "aws:elasticache/replicationGroup:ReplicationGroup": ({ id, inputs }) =>
        withSnapshot(`cache ${id}`, inputs, inputs["finalSnapshotIdentifier"] !== undefined),
    "aws:s3/bucket:Bucket": holds("bucket", "every object in it, old versions too"),
    "aws:ecr/repository:Repository": holds("image repository", "its images"),
    "aws:backup/vault:Vault": holds("backup vault", "nothing: AWS refuses while it holds recovery points"),
    "aws:secretsmanager/secret:Secret": ({ inputs }) => {
        const what = `secret ${named(inputs, "name")}`;
        const window = days(inputs, "recoveryWindowInDays");
        if (window === 0) return [{ what, fate: "lost", how: "at once" }];
        return [{ what, fate: "kept", how: `can come back for ${window} days` }];
    },
    "aws:kms/key:Key": ({ id, inputs }) => [
        { what: `key ${id}`, fate: "kept", how: `can come back for ${days(inputs, "deletionWindowInDays")} days` },
    ],
    "aws:route53/zone:Zone": holds("hosted zone", "its records"),
    "kubernetes:core/v1:PersistentVolumeClaim": holds("volume claim", "its volume"),
    "kubernetes:apps/v1:StatefulSet": claims,
};

/** Of everything that is deleted; what stays as a whole is not asked here. */
export const remainsOf = (resource: StateResource): readonly Remains[] =>
    isObject(resource) ? (judges[resource.type]?.(resource) ?? []) : [];

function withSnapshot(what: string, inputs: StateResource["inputs"], snapshot: boolean): readonly Remains[] {
    if (!snapshot) return [{ what, fate: "lost", how: "its data and backups; no final snapshot is made" }];
    return [
        { what, fate: "lost", how: "its automatic backups" },
        { what: `snapshot ${named(inputs, "finalSnapshotIdentifier")}`, fate: "kept", how: "made when it goes" },
    ];
}

const statefulSetSchema = z.object({
    metadata: z.object({ name: z.string(), namespace: z.string() }),
    spec: z.object({
        replicas: z.int().default(1),
        volumeClaimTemplates: z
            .array(
                z.object({
                    metadata: z.object({ name: z.string() }),
                    spec: z.object({ resources: z.object({ requests: z.object({ storage: z.string() }) }) }),
                }),
            )
            .default([]),
    }),
});

/** Kubernetes names the claim of each pod after the template and the pod; they go with their namespace. */
function claims({ inputs }: StateResource): readonly Remains[] {
    const { metadata, spec } = statefulSetSchema.parse(inputs);
    return spec.volumeClaimTemplates.flatMap((template) =>
        Array.from({ length: spec.replicas }, (_, ordinal) => ({
            what: `volume claim ${metadata.namespace}/${template.metadata.name}-${metadata.name}-${ordinal}`,
            fate: "lost" as const,
            how: `its volume of ${template.spec.resources.requests.storage}`,
        })),
    );
}
