/** What the commands read of the objects in a cluster: their parts, not the whole of them. */
import { z } from "zod";

const conditionSchema = z.object({
    type: z.string(),
    status: z.string(),
    reason: z.string().default(""),
    message: z.string().default(""),
});
export type Condition = z.output<typeof conditionSchema>;

const metadataSchema = z.object({
    name: z.string(),
    generation: z.int().default(0),
    deletionTimestamp: z.string().optional(),
    labels: z.record(z.string(), z.string()).default({}),
    ownerReferences: z.array(z.object({ kind: z.string(), name: z.string() })).default([]),
});

const endSchema = z.object({ exitCode: z.int(), reason: z.string().default(""), message: z.string().default("") });
const stateSchema = z
    .object({
        waiting: z.object({ reason: z.string().default(""), message: z.string().default("") }).optional(),
        running: z.object({}).optional(),
        terminated: endSchema.optional(),
    })
    .default({});
const containerStatusSchema = z.object({
    name: z.string(),
    ready: z.boolean(),
    started: z.boolean().optional(),
    restartCount: z.int(),
    state: stateSchema,
    lastState: stateSchema,
});
export type ContainerStatus = z.output<typeof containerStatusSchema>;

const containerSchema = z.object({
    name: z.string(),
    restartPolicy: z.string().optional(),
    resources: z.object({ limits: z.record(z.string(), z.string()).default({}) }).default({ limits: {} }),
});

export const podSchema = z.object({
    metadata: metadataSchema,
    spec: z.object({
        nodeName: z.string().optional(),
        containers: z.array(containerSchema),
        initContainers: z.array(containerSchema).default([]),
    }),
    status: z.object({
        phase: z.string().default("Unknown"),
        reason: z.string().default(""),
        message: z.string().default(""),
        conditions: z.array(conditionSchema).default([]),
        containerStatuses: z.array(containerStatusSchema).default([]),
        initContainerStatuses: z.array(containerStatusSchema).default([]),
    }),
});
export type Pod = z.output<typeof podSchema>;

export const nodeSchema = z.object({
    metadata: metadataSchema,
    status: z.object({
        conditions: z.array(conditionSchema).default([]),
        nodeInfo: z.object({ kubeletVersion: z.string() }),
    }),
});
export type Node = z.output<typeof nodeSchema>;

export const serviceSchema = z.object({
    metadata: metadataSchema,
    spec: z.object({
        type: z.string().default("ClusterIP"),
        clusterIP: z.string().default(""),
        externalName: z.string().default(""),
        ports: z.array(z.object({ name: z.string().default(""), port: z.int() })).default([]),
    }),
});
export type Service = z.output<typeof serviceSchema>;

export const endpointSliceSchema = z.object({
    metadata: metadataSchema,
    endpoints: z
        .array(z.object({ conditions: z.object({ ready: z.boolean().default(true) }).default({ ready: true }) }))
        .nullish(),
});

export const deploymentSchema = z.object({
    metadata: metadataSchema,
    spec: z.object({ replicas: z.int().default(1) }),
    status: z.object({
        observedGeneration: z.int().default(0),
        replicas: z.int().default(0),
        updatedReplicas: z.int().default(0),
        availableReplicas: z.int().default(0),
        conditions: z.array(conditionSchema).default([]),
    }),
});
export type Deployment = z.output<typeof deploymentSchema>;

export const statefulSetSchema = z.object({
    metadata: metadataSchema,
    spec: z.object({ replicas: z.int().default(1) }),
    status: z.object({
        observedGeneration: z.int().default(0),
        readyReplicas: z.int().default(0),
        updatedReplicas: z.int().default(0),
        currentRevision: z.string().default(""),
        updateRevision: z.string().default(""),
    }),
});
export type StatefulSet = z.output<typeof statefulSetSchema>;

export const jobSchema = z.object({
    metadata: metadataSchema,
    status: z.object({ conditions: z.array(conditionSchema).default([]) }),
});
export type Job = z.output<typeof jobSchema>;

export const externalSecretSchema = z.object({
    metadata: metadataSchema,
    status: z.object({ conditions: z.array(conditionSchema).default([]) }).default({ conditions: [] }),
});
export type ExternalSecret = z.output<typeof externalSecretSchema>;

export const eventSchema = z.object({
    type: z.string().default("Normal"),
    reason: z.string().default(""),
    message: z.string().default(""),
    count: z.int().nullish(),
    /** The older field and the newer one: which of them is set depends on who wrote the event. */
    lastTimestamp: z.string().nullish(),
    eventTime: z.string().nullish(),
    metadata: z.object({ creationTimestamp: z.string().nullish() }),
});
export type Event = z.output<typeof eventSchema>;

const listSchema = z.object({ items: z.array(z.looseObject({ kind: z.string().optional() })) });

/** The objects of one kind in what `kubectl get <kinds> --output json` answered. */
export function itemsOf<T>(answer: unknown, kind: string, schema: z.ZodType<T>): readonly T[] {
    return listSchema
        .parse(answer)
        .items.filter((item) => item.kind === kind)
        .map((item) => schema.parse(item));
}

export const conditionOf = (conditions: readonly Condition[], type: string): Condition | undefined =>
    conditions.find((condition) => condition.type === type);

/** `Unschedulable: 0/3 nodes are available`; what is empty is left out. */
export const because = ({ reason, message }: Pick<Condition, "reason" | "message">): string =>
    [reason, message].filter((part) => part !== "").join(": ");
