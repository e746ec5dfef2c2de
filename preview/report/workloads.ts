/** What runs: one entry for each set of pods, and for each store that a cloud runs. */
import { at, count, items, textOr } from "../../policies/read.ts";
import { metadataOf } from "../kubernetes-object.ts";
import { shortType, type RecordedResource } from "../recording.ts";
import { withoutPrefix, type Ancestry } from "./ancestry.ts";
import { podTemplate } from "./pod-template.ts";
import { secretOfStore, secretsOfPods } from "./store-users.ts";

export type WorkloadKind = "service" | "job" | "database" | "cache" | "bucket";

export interface Workload {
    /** The URN: the same in every run. */
    readonly id: string;
    readonly kind: WorkloadKind;
    /** As the box shows it, without what the boxes around it say already. */
    readonly name: string;
    /** What a reader wants to know beside the name: how many, which engine, how large. */
    readonly facts: readonly string[];
    /** Name of the site. */
    readonly site: string;
    /** Name of the system; what belongs to none is the platform's. */
    readonly system: string | undefined;
    /** Of the pods; nothing runs in a namespace where a cloud runs it. */
    readonly namespace: string | undefined;
    readonly labels: unknown;
    /** Secrets that its pods read; of a store that a cloud runs, the one by which pods find it. */
    readonly secrets: ReadonlySet<string>;
}

const podKinds = new Set(["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"]);

/** Component of the Jobs that wait for an add-on: they are of the deployment, and nobody talks to them. */
const GATE = "gate";

/** Stores outside the cluster. */
const cloudStores: Readonly<Record<string, { readonly kind: WorkloadKind; readonly engine: string }>> = {
    "aws:rds/cluster:Cluster": { kind: "database", engine: "Aurora PostgreSQL" },
    "aws:rds/instance:Instance": { kind: "database", engine: "RDS" },
    "aws:elasticache/replicationGroup:ReplicationGroup": { kind: "cache", engine: "ElastiCache Redis" },
    "aws:elasticache/serverlessCache:ServerlessCache": { kind: "cache", engine: "ElastiCache" },
    "aws:s3/bucket:Bucket": { kind: "bucket", engine: "S3" },
};

export function workloads(resources: readonly RecordedResource[], ancestry: Ancestry): readonly Workload[] {
    const scalers = autoscalers(resources);
    return resources.flatMap((resource): readonly Workload[] => {
        const { urn, type, name, inputs } = resource;
        const site = ancestry.within(resource, "Site")?.name ?? "";
        const system = withoutPrefix(ancestry.within(resource, "System")?.name ?? "", site);
        const place = { id: urn, site, system: system === "" ? undefined : system };
        const store = cloudStores[type];
        if (store !== undefined) {
            const engine = [store.engine, textOr(inputs["engineVersion"])];
            const facts = [engine.filter((part) => part !== "").join(" ")];
            const secret = secretOfStore(resource, resources, ancestry);
            const shown = withoutPrefix(secret ?? withoutPrefix(name, site), system);
            const secrets = new Set(secret === undefined ? [] : [secret]);
            return [{ ...place, kind: store.kind, name: shown, facts, namespace: undefined, labels: {}, secrets }];
        }
        if (!type.startsWith("kubernetes:") || !podKinds.has(shortType(type))) return [];
        const template = podTemplate(inputs);
        if (at(template, "metadata", "labels", "app.kubernetes.io/component") === GATE) return [];
        const kind = kindOf(type, at(template, "metadata", "labels"));
        const metadata = metadataOf(inputs);
        const scaler = scalers.get(`${site} ${textOr(metadata.namespace)} ${textOr(metadata.name)}`);
        const object = textOr(
            at(template, "metadata", "labels", "app.kubernetes.io/name"),
            textOr(metadata.name, name),
        );
        return [
            {
                ...place,
                kind,
                name: withoutPrefix(object, system),
                facts: facts(resource, kind, scaler),
                namespace: textOr(metadata.namespace, "default"),
                labels: at(template, "metadata", "labels"),
                secrets: secretsOfPods(resource),
            },
        ];
    });

    function autoscalers(all: readonly RecordedResource[]): ReadonlyMap<string, RecordedResource> {
        const found = all.filter(({ type }) => shortType(type) === "HorizontalPodAutoscaler");
        return new Map(
            found.map((scaler) => {
                const site = ancestry.within(scaler, "Site")?.name ?? "";
                const target = textOr(at(scaler.inputs, "spec", "scaleTargetRef", "name"));
                return [`${site} ${textOr(metadataOf(scaler.inputs).namespace)} ${target}`, scaler];
            }),
        );
    }
}

function kindOf(type: string, labels: unknown): WorkloadKind {
    const component = textOr(at(labels, "app.kubernetes.io/component"));
    if (component === "database" || component === "cache") return component;
    if (shortType(type) === "Job" || shortType(type) === "CronJob") return "job";
    return shortType(type) === "StatefulSet" && component !== "service" ? "database" : "service";
}

function facts(
    { inputs, type }: RecordedResource,
    kind: WorkloadKind,
    scaler: RecordedResource | undefined,
): readonly string[] {
    if (kind === "job")
        return [
            shortType(type) === "CronJob" ? `runs ${textOr(at(inputs, "spec", "schedule"))}` : "runs once per release",
        ];
    const copies = replicas(inputs, scaler);
    const [main] = items(at(podTemplate(inputs), "spec", "containers"));
    if (kind === "service") return copies === "" ? [] : [copies];
    const [claim] = items(at(inputs, "spec", "volumeClaimTemplates"));
    const size = textOr(at(claim, "spec", "resources", "requests", "storage"));
    const image = textOr(at(main, "image"));
    return [engine(image), [size, copies === "1 pod" ? "" : copies].filter((part) => part !== "").join(" · ")].filter(
        (fact) => fact !== "",
    );
}

function replicas(inputs: unknown, scaler: RecordedResource | undefined): string {
    if (scaler !== undefined) {
        const { inputs: scaling } = scaler;
        return `${textOr(at(scaling, "spec", "minReplicas"), "1")}–${textOr(at(scaling, "spec", "maxReplicas"))} pods`;
    }
    const number = count(at(inputs, "spec", "replicas"));
    if (typeof number !== "number") return "";
    return number === 1 ? "1 pod" : `${number} pods`;
}

/** `postgres 17.6` of `docker.io/library/postgres:17.6@sha256:…`. */
function engine(image: string): string {
    const [reference = ""] = image.split("@");
    return reference.slice(reference.lastIndexOf("/") + 1).replace(":", " ");
}
