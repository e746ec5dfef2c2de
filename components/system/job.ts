/** A Job that runs to its end before the services of its system start. */
import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { JobSpec, Tier } from "../../systems/spec.ts";
import { labels, selectorLabels } from "../naming/labels.ts";
import type { Connection } from "../workload/connection.ts";
import { buildContainer } from "../workload/container.ts";
import { podSecurityContext } from "../workload/security-context.ts";

export interface SystemJobArgs {
    readonly system: string;
    readonly namespace: string;
    /** Name of the job without the version. */
    readonly name: string;
    readonly spec: JobSpec;
    readonly tier: Tier;
    readonly version: string;
    readonly image: string;
    readonly connections: readonly Connection[];
    readonly secretName: (secret: string) => string;
    readonly parent: pulumi.Resource;
    readonly dependsOn: readonly pulumi.Resource[];
}

export function systemJob(logicalName: string, args: SystemJobArgs): k8s.batch.v1.Job {
    const { system, namespace, name, spec, parent, dependsOn } = args;
    const metadataLabels = labels({ system, name, component: "job", version: args.version });
    const policy = new k8s.networking.v1.NetworkPolicy(
        logicalName,
        {
            metadata: { name, namespace, labels: labels({ system, name, component: "job" }) },
            spec: {
                podSelector: { matchLabels: selectorLabels({ system, name }) },
                policyTypes: ["Ingress", "Egress"],
                egress: args.connections.map(({ egress }) => egress),
            },
        },
        { parent, dependsOn: [...dependsOn] },
    );
    const { container, volumes } = buildContainer({ ...args, name: "main" });
    return new k8s.batch.v1.Job(
        logicalName,
        {
            // A finished Job cannot change: another version is another Job.
            metadata: { name: `${name}-${slug(args.version)}`, namespace, labels: metadataLabels },
            spec: {
                backoffLimit: spec.retries ?? 3,
                activeDeadlineSeconds: spec.deadlineSeconds ?? 900,
                // A week to read its logs.
                ttlSecondsAfterFinished: 7 * 24 * 3600,
                template: {
                    metadata: { labels: metadataLabels },
                    spec: {
                        restartPolicy: "Never",
                        automountServiceAccountToken: false,
                        enableServiceLinks: false,
                        priorityClassName: "strata-standard",
                        securityContext: podSecurityContext(),
                        containers: [container],
                        volumes: [...volumes],
                    },
                },
            },
        },
        { parent, dependsOn: [policy] },
    );
}

/** `v1.2.0` as part of a name: readable, and with a hash, because two versions can read the same. */
function slug(version: string): string {
    const hash = createHash("sha256").update(version).digest("hex").slice(0, 6);
    const readable = version
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, "-")
        .slice(0, 12)
        .replaceAll(/^-|-$/g, "");
    return readable === "" ? hash : `${readable}-${hash}`;
}
