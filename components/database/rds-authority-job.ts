/** The pod that fetches the authorities of RDS (rds-authority.sh), and what it may do: one address out, one ConfigMap. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { labels, selectorLabels } from "../naming/labels.ts";
import { toCloud, toControlPlane } from "../platform/traffic.ts";
import { apiScriptPod, scriptVersion } from "../workload/api-script-pod.ts";

const script = readFileSync(new URL("rds-authority.sh", import.meta.url), "utf8");

export interface RdsAuthorityJobArgs {
    /** Of the objects. */
    readonly name: string;
    readonly namespace: string;
    readonly region: string;
    /** ConfigMap that it writes, and the key. */
    readonly configMap: string;
    readonly key: string;
    readonly controlPlaneCidrs: readonly string[];
}

/** Registers the Job that runs now and the one that runs monthly. @returns the one that runs now. */
export function rdsAuthorityJob(
    logicalName: string,
    args: RdsAuthorityJobArgs,
    opts: { readonly parent: pulumi.Resource; readonly dependsOn: readonly pulumi.Resource[] },
): k8s.batch.v1.Job {
    const { name, namespace } = args;
    const child = { parent: opts.parent, dependsOn: [...opts.dependsOn, ...rights(logicalName, args, opts)] };
    const metadata = { namespace, labels: labels(identity(name)) };
    const pod = podTemplate(args);
    const spec = { backoffLimit: 5, activeDeadlineSeconds: 600, template: pod };
    new k8s.batch.v1.CronJob(
        logicalName,
        {
            metadata: { name, ...metadata },
            spec: {
                // An authority is announced years ahead.
                schedule: "17 4 1 * *",
                timeZone: "Etc/UTC",
                concurrencyPolicy: "Forbid",
                startingDeadlineSeconds: 24 * 3600,
                successfulJobsHistoryLimit: 1,
                failedJobsHistoryLimit: 3,
                jobTemplate: { spec },
            },
        },
        child,
    );
    // A finished Job cannot change: another template is another Job.
    const hash = createHash("sha256").update(JSON.stringify(pod)).digest("hex").slice(0, 8);
    return new k8s.batch.v1.Job(
        logicalName,
        {
            metadata: { name: `${name}-${hash}`, ...metadata },
            // A week to read its logs.
            spec: { ...spec, ttlSecondsAfterFinished: 7 * 24 * 3600 },
        },
        child,
    );
}

const identity = (name: string) => ({ system: "strata", name, component: "authority", version: scriptVersion });

function podTemplate({ name, namespace, region, configMap, key }: RdsAuthorityJobArgs) {
    const env = {
        SOURCE: `https://truststore.pki.rds.amazonaws.com/${region}/${region}-bundle.pem`,
        TARGET: `https://kubernetes.default.svc/api/v1/namespaces/${namespace}/configmaps/${configMap}?fieldManager=${name}`,
        KEY: key,
    };
    return {
        metadata: { labels: labels(identity(name)) },
        spec: apiScriptPod({
            name: "fetch",
            script,
            env,
            serviceAccountName: name,
            priorityClassName: "strata-standard",
        }),
    };
}

function rights(
    logicalName: string,
    { name, namespace, configMap, controlPlaneCidrs }: RdsAuthorityJobArgs,
    { parent, dependsOn }: { readonly parent: pulumi.Resource; readonly dependsOn: readonly pulumi.Resource[] },
): readonly pulumi.Resource[] {
    const opts = { parent, dependsOn: [...dependsOn] };
    const metadata = { name, namespace, labels: labels(identity(name)) };
    const pods = selectorLabels(identity(name));
    const policies = { "to-truststore": toCloud(pods), "to-control-plane": toControlPlane(controlPlaneCidrs, pods) };
    return [
        new k8s.core.v1.ServiceAccount(logicalName, { metadata, automountServiceAccountToken: false }, opts),
        new k8s.rbac.v1.Role(
            logicalName,
            {
                metadata,
                rules: [{ apiGroups: [""], resources: ["configmaps"], resourceNames: [configMap], verbs: ["patch"] }],
            },
            opts,
        ),
        new k8s.rbac.v1.RoleBinding(
            logicalName,
            {
                metadata,
                roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
                subjects: [{ kind: "ServiceAccount", name, namespace }],
            },
            opts,
        ),
        ...Object.entries(policies).map(
            ([key, spec]) =>
                new k8s.networking.v1.NetworkPolicy(
                    `${logicalName}-${key}`,
                    { metadata: { ...metadata, name: `${name}-${key}` }, spec },
                    opts,
                ),
        ),
    ];
}
