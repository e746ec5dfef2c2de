/** An engine, a cluster and an account for `strata destroy` that answer what a test says. */
import { list, versionAsked, type Json } from "./live-cluster.ts";
import { StubTools, type Answer } from "./stub-tools.ts";

const project = "urn:pulumi:dev::strata::";

/** A resource as the state holds it. */
export const inState = (type: string, name: string, id: string, more: Json = {}): Json => ({
    urn: `${project}${type}::${name}`,
    type,
    custom: true,
    id,
    ...more,
});

export const state = (...resources: readonly Json[]): Answer => ({
    stdout: JSON.stringify({ version: 3, deployment: { resources } }),
});

/** An engine that has nothing against it. */
export const engine = (tools: StubTools, kept: Answer): StubTools =>
    tools
        .on("pulumi", /^version/, { stdout: "v3.259.0\n" })
        .on("pulumi", /^stack export /, kept)
        .on("pulumi", /^stack select /)
        .on("pulumi", /^destroy /)
        .on("pulumi", /^stack history /, { stdout: JSON.stringify([{ kind: "destroy", result: "succeeded" }]) });

/** Definitions of custom resources, as `<plural>.<group>` and kind. */
export const definitions = (kinds: Readonly<Record<string, string>>): Answer =>
    list(
        ...Object.entries(kinds).map(([name, kind]) => ({
            metadata: { name },
            spec: { group: name.slice(name.indexOf(".") + 1), names: { kind } },
        })),
    );

export interface ObjectOptions {
    readonly namespace?: string;
    readonly finalizers?: readonly string[];
    readonly owner?: Json;
    readonly labels?: Json;
    readonly annotations?: Json;
    readonly spec?: Json;
}

const uidOf = (kind: string, namespace: string, name: string): string => `uid-${kind}-${namespace}-${name}`;

export function object(apiVersion: string, kind: string, name: string, options: ObjectOptions = {}): Json {
    const { namespace = "", finalizers = [], owner, labels = {}, annotations = {}, spec = {} } = options;
    return {
        apiVersion,
        kind,
        metadata: {
            name,
            ...(namespace === "" ? {} : { namespace }),
            uid: uidOf(kind, namespace, name),
            finalizers,
            labels,
            annotations,
            ownerReferences: owner === undefined ? [] : [{ uid: (owner["metadata"] as Json)["uid"] }],
        },
        spec,
    };
}

export const volume = (name: string, claim: Json, policy: "Retain" | "Delete"): Json => {
    const { name: claimName, namespace, uid } = claim["metadata"] as Json;
    return {
        kind: "PersistentVolume",
        metadata: { name, uid: `uid-${name}` },
        spec: {
            persistentVolumeReclaimPolicy: policy,
            capacity: { storage: "20Gi" },
            claimRef: { name: claimName, namespace, uid },
            csi: { driver: "ebs.csi.aws.com", volumeHandle: `vol-${name}` },
        },
    };
};

/** A cluster that answers; what it holds comes with the test. */
export const cluster = (tools: StubTools): StubTools =>
    tools
        .on("aws", /^eks update-kubeconfig /)
        .on("kubectl", versionAsked, { stdout: JSON.stringify({ gitVersion: "v1.35.2" }) });
