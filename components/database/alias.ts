/**
 * A name in the cluster for a server outside of it. For operators: services use the server's own name, the only one that
 * its certificate holds.
 */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { labels } from "../naming/labels.ts";
import type { DataStoreArgs } from "./database.ts";

export function alias(
    name: string,
    { system, namespace, objectName }: Pick<DataStoreArgs, "system" | "namespace" | "objectName">,
    component: string,
    host: pulumi.Input<string>,
    opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Service {
    return new k8s.core.v1.Service(
        name,
        {
            metadata: { name: objectName, namespace, labels: labels({ system, name: objectName, component }) },
            spec: { type: "ExternalName", externalName: host },
        },
        opts,
    );
}
