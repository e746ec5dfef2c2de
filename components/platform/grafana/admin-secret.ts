/**
 * The account admin of Grafana, and the key with which it encrypts. Where External Secrets is on the values are made in
 * the cluster and the stack never sees them; without it the stack makes them, encrypted in its state.
 */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { annotations } from "../../naming/annotations.ts";
import { labels } from "../../naming/labels.ts";
import { GeneratedSecret } from "../../secrets/generated-secret.ts";
import type { AddOnContext } from "../add-on.ts";
import { monitoringNamespace as namespace } from "./names.ts";

/** The name that Pandora's runbooks read the password by. */
export const adminSecret = {
    name: "prometheus-grafana",
    user: "admin-user",
    password: "admin-password",
    key: "secret-key",
} as const;

const user = { [adminSecret.user]: "admin" };
const length = 32;

/** @returns what Grafana waits for. */
export function grafanaAdmin(context: AddOnContext): readonly pulumi.Resource[] {
    return context.cluster.cloud === undefined ? generatedByStack(context) : generatedInCluster(context);
}

function generatedByStack({ site, parent }: AddOnContext): readonly pulumi.Resource[] {
    return new GeneratedSecret(
        `${site}-grafana-admin`,
        {
            namespace,
            secretName: adminSecret.name,
            labels: secretLabels,
            generated: { [adminSecret.password]: { length }, [adminSecret.key]: { length } },
            plain: user,
            rotation: 1,
            dependsOn: [],
        },
        { parent },
    ).ready;
}

/** Whoever deletes the Secret gets another password; nothing else makes one. */
function generatedInCluster({ site, parent }: AddOnContext): readonly pulumi.Resource[] {
    const generator = {
        apiVersion: "generators.external-secrets.io/v1alpha1",
        kind: "Password",
        name: "grafana-admin",
    };
    const password = new k8s.apiextensions.CustomResource(
        `${site}-grafana-admin-generator`,
        {
            apiVersion: generator.apiVersion,
            kind: generator.kind,
            metadata: { name: generator.name, namespace, labels: secretLabels },
            spec: {
                secretKeys: [adminSecret.password, adminSecret.key],
                length,
                // Letters and digits only, so that it can be typed and stand in a shell.
                symbols: 0,
                noUpper: false,
                allowRepeat: true,
            },
        },
        { parent },
    );
    const secret = new k8s.apiextensions.CustomResource(
        `${site}-grafana-admin`,
        {
            apiVersion: "external-secrets.io/v1",
            kind: "ExternalSecret",
            metadata: {
                name: adminSecret.name,
                namespace,
                labels: secretLabels,
                annotations: { [annotations.waitFor]: "condition=Ready" },
            },
            spec: {
                refreshPolicy: "CreatedOnce",
                target: {
                    name: adminSecret.name,
                    creationPolicy: "Owner",
                    deletionPolicy: "Retain",
                    template: { mergePolicy: "Merge", data: user },
                },
                dataFrom: [{ sourceRef: { generatorRef: generator } }],
            },
        },
        { parent, dependsOn: [password] },
    );
    return [secret];
}

const secretLabels = labels({ system: "grafana-stack", name: adminSecret.name, component: "secret" });
