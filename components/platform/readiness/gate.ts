/**
 * A gate for what Helm does not wait for: a Job that ends when the API server answers a dry run as it should. A release
 * is there as soon as its pods are ready; its webhook answers when every API server has its address and its certificate,
 * and until then whatever the webhook judges is refused.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { labels } from "../../naming/labels.ts";
import { apiScriptPod, scriptVersion } from "../../workload/api-script-pod.ts";
import type { AddOnContext } from "../add-on.ts";
import { room } from "./room.ts";

const script = readFileSync(new URL("ask.sh", import.meta.url), "utf8");

export interface Sample {
    /** `v1`, or group and version. */
    readonly apiVersion: string;
    readonly kind: string;
    /** As the address has it: `podtemplates`. */
    readonly resource: string;
    /** Whether objects of the kind stand in a namespace: then it is asked for that of the gates. */
    readonly namespaced: boolean;
    /** What the object has beside its name. */
    readonly fields: Readonly<Record<string, unknown>>;
}

export interface ReadinessGateArgs {
    /** What is asked about: start of the gate's names. */
    readonly about: string;
    /** Of the chart: another one is asked about anew. @default that of the gate itself */
    readonly version?: string;
    readonly sample: Sample;
    /** Extended regular expression that the answer with its head must match. @default the webhook has judged it */
    readonly expected?: string;
    /** The release, and whatever else must be there before it makes sense to ask. */
    readonly dependsOn: readonly pulumi.Resource[];
}

/** Let in or refused: a webhook that does not answer is an internal error. */
const judged = "^HTTP/[0-9.]+ 201|admission webhook .* denied the request";

/** @returns the Job: when it has ended, the answer is what was expected. */
export function readinessGate(context: AddOnContext, args: ReadinessGateArgs): k8s.batch.v1.Job {
    const { site, parent, readiness } = context;
    const name = `${args.about}-${room}`;
    const dependsOn = [...readiness, ...args.dependsOn];
    const rights = rightsOf(`${site}-${name}`, name, args.sample, { parent, dependsOn });
    const template = podTemplate(context, name, args);
    // A finished Job cannot change: another template is another Job.
    const hash = createHash("sha256").update(JSON.stringify(template)).digest("hex").slice(0, 8);
    return new k8s.batch.v1.Job(
        `${site}-${name}`,
        {
            metadata: { name: `${name}-${hash}`, namespace: room, labels: labelsOf(name, args) },
            spec: {
                backoffLimit: 3,
                activeDeadlineSeconds: 600,
                // A week to read its logs.
                ttlSecondsAfterFinished: 7 * 24 * 3600,
                template,
            },
        },
        { parent, dependsOn: [rights] },
    );
}

const labelsOf = (name: string, args: ReadinessGateArgs) =>
    labels({ system: "strata", name, component: "gate", version: args.version ?? scriptVersion });

function podTemplate({ placement }: AddOnContext, name: string, args: ReadinessGateArgs) {
    const { apiVersion, kind, resource, namespaced, fields } = args.sample;
    const base = apiVersion.includes("/") ? `apis/${apiVersion}` : `api/${apiVersion}`;
    const place = namespaced ? `${base}/namespaces/${room}/${resource}` : `${base}/${resource}`;
    const env = {
        TARGET: `https://kubernetes.default.svc/${place}?dryRun=All&fieldManager=${room}`,
        SAMPLE: JSON.stringify({ apiVersion, kind, metadata: { name }, ...fields }),
        EXPECTED: args.expected ?? judged,
        TIMES: "5",
    };
    return {
        metadata: { labels: labelsOf(name, args) },
        spec: apiScriptPod({
            name: "ask",
            script,
            env,
            serviceAccountName: room,
            priorityClassName: "system-cluster-critical",
            placement: { nodeSelector: placement.nodeSelector, tolerations: [...placement.tolerations] },
        }),
    };
}

/** To send that one kind, as a dry run. */
function rightsOf(
    logicalName: string,
    name: string,
    { apiVersion, resource, namespaced }: Sample,
    { parent, dependsOn }: { readonly parent: pulumi.Resource; readonly dependsOn: readonly pulumi.Resource[] },
): pulumi.Resource {
    const [group = "", inGroup] = apiVersion.split("/");
    const metadata = { name: `strata-${name}`, labels: labels({ system: "strata", name, component: "gate" }) };
    const role = new k8s.rbac.v1.ClusterRole(
        logicalName,
        {
            metadata,
            rules: [{ apiGroups: [inGroup === undefined ? "" : group], resources: [resource], verbs: ["create"] }],
        },
        { parent, dependsOn: [...dependsOn] },
    );
    const bound = {
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: metadata.name },
        subjects: [{ kind: "ServiceAccount", name: room, namespace: room }],
    };
    return namespaced
        ? new k8s.rbac.v1.RoleBinding(
              logicalName,
              { metadata: { ...metadata, namespace: room }, ...bound },
              { parent, dependsOn: [role] },
          )
        : new k8s.rbac.v1.ClusterRoleBinding(logicalName, { metadata, ...bound }, { parent, dependsOn: [role] });
}
