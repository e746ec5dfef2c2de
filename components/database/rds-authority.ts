/**
 * The certificates of the authorities that sign for RDS, for clients that check the server. They are in no public store,
 * and they change: a Job fetches them from AWS now and each month, trust-manager hands them to the namespaces that ask
 * (docs/adr/0008).
 */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { annotations } from "../naming/annotations.ts";
import type { AuthoritySource } from "../workload/connection.ts";
import { rdsAuthorityJob } from "./rds-authority-job.ts";

/** Label of the namespaces that get the ConfigMap. */
export const rdsClientLabel = { "strata.dev/rds-client": "true" } as const;

/** Where trust-manager looks for its sources. */
const namespace = "cert-manager";
const source = { name: "rds-authority", key: "bundle.pem" } as const;

export interface RdsAuthorityArgs {
    readonly region: string;
    /** Ranges of the API server. */
    readonly controlPlaneCidrs: readonly string[];
    /** Gates of trust-manager, classes of priority. */
    readonly dependsOn: readonly pulumi.Resource[];
}

export class RdsAuthority extends pulumi.ComponentResource {
    /** ConfigMap in each namespace that carries the label. */
    public readonly source: AuthoritySource = { kind: "configMap", name: "rds-ca" };
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: RdsAuthorityArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:RdsAuthority", name, {}, { ...opts, dependsOn: [...args.dependsOn] });
        const configMap = new k8s.core.v1.ConfigMap(
            name,
            { metadata: { name: source.name, namespace } },
            // The Job fills it.
            { parent: this, ignoreChanges: ["data"] },
        );
        const job = rdsAuthorityJob(
            name,
            {
                name: source.name,
                namespace,
                region: args.region,
                configMap: source.name,
                key: source.key,
                controlPlaneCidrs: args.controlPlaneCidrs,
            },
            { parent: this, dependsOn: [configMap] },
        );
        const bundle = new k8s.apiextensions.CustomResource(
            name,
            {
                apiVersion: "trust.cert-manager.io/v1alpha1",
                kind: "Bundle",
                metadata: { name: this.source.name, annotations: { [annotations.waitFor]: "condition=Synced" } },
                spec: {
                    sources: [{ configMap: { name: source.name, key: source.key } }],
                    target: {
                        configMap: { key: "ca.crt" },
                        namespaceSelector: { matchLabels: { ...rdsClientLabel } },
                    },
                },
            },
            { parent: this, dependsOn: [job] },
        );
        this.ready = [bundle];
        this.registerOutputs({});
    }
}
