/** external-dns: records in the hosted zones of the stack for the hosts of its Ingresses. Without it no host resolves. */
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { roleAnnotation, type Statement } from "../../identity/workload-identity.ts";
import { defineAddOn, type AddOnContext } from "../add-on.ts";
import { resources } from "../chart-values.ts";
import { cloudController, cloudOf } from "../cloud-controller.ts";

// renovate: datasource=helm registryUrl=https://kubernetes-sigs.github.io/external-dns depName=external-dns
const version = "1.21.1";

/** Of release, namespace and ServiceAccount alike. */
const name = "external-dns";

export default defineAddOn({
    order: 35,
    name,
    summary: "Records in Route 53 for hosts of Ingresses.",
    needs: ["prometheus-operator-crds"],
    needsOn: { eks: ["load-balancer-controller"] },
    needsCloud: true,
    defaultOn: ["eks"],
    // Its chart runs one: two would write the same records.
    requests: {
        single: { cpu: "20m", memory: "128Mi" },
        highlyAvailable: { cpu: "20m", memory: "128Mi" },
    },
    namespaces: [name],
    options: z.strictObject({}),
    install: (context) => {
        const cloud = cloudOf(context);
        const zoneIds = Object.values(context.zones);
        // Where there is no zone there is no record to keep: config asks for zones as soon as a host is exposed.
        if (zoneIds.length === 0) return [];
        const release = cloudController(context, {
            cloud,
            namespace: name,
            chart: name,
            repository: "https://kubernetes-sigs.github.io/external-dns",
            version,
            metricsPort: 7979,
            statements: rights(zoneIds),
            values: (roleArn) => values(context, cloud.region, roleArn),
        });
        return [release];
    },
});

/** https://kubernetes-sigs.github.io/external-dns/latest/docs/tutorials/aws/#iam-policy, for these zones and types only. */
function rights(zoneIds: readonly pulumi.Input<string>[]): readonly Statement[] {
    const zones = zoneIds.map((id) => pulumi.interpolate`arn:aws:route53:::hostedzone/${id}`);
    return [
        {
            actions: ["route53:ChangeResourceRecordSets"],
            resources: zones,
            conditions: {
                "ForAllValues:StringEquals": {
                    "route53:ChangeResourceRecordSetsRecordTypes": ["A", "AAAA", "CNAME", "TXT"],
                },
            },
        },
        { actions: ["route53:ListResourceRecordSets"], resources: zones },
        {
            // Listing has no resources in AWS, and Route 53 answers in one region.
            actions: ["route53:ListHostedZones"],
            resources: ["*"],
            conditions: { StringEquals: { "aws:RequestedRegion": "us-east-1" } },
        },
    ];
}

const values = (
    { cluster, environment, placement, zones }: AddOnContext,
    region: string,
    roleArn: pulumi.Output<string>,
) => ({
    provider: { name: "aws" },
    // A record that is kept by mistake points nowhere; one that is deleted by mistake takes a system off the net.
    policy: environment.protectData ? "upsert-only" : "sync",
    registry: "txt",
    // It touches only records that carry the cluster's name.
    txtOwnerId: cluster.name,
    txtPrefix: "external-dns-",
    sources: ["ingress"],
    domainFilters: Object.keys(zones),
    extraArgs: [
        ...Object.values(zones).map((id) => pulumi.interpolate`--zone-id-filter=${id}`),
        "--aws-zone-type=public",
    ],
    triggerLoopOnEvent: true,
    env: [{ name: "AWS_REGION", value: region }],
    serviceAccount: { create: true, name, annotations: { [roleAnnotation]: roleArn } },
    resources: resources("20m", "200m", "128Mi"),
    // Its readiness waits for six.
    livenessProbe: { failureThreshold: 12 },
    priorityClassName: "system-cluster-critical",
    ...placement,
    serviceMonitor: { enabled: true },
});
