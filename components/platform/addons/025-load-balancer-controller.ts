/**
 * AWS Load Balancer Controller: makes load balancers for Ingresses of the class `alb` and for Services that name its class.
 * Its webhook judges every Ingress of the cluster, whatever the class: all of them come after it, and go before it.
 */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { Cloud } from "../../cluster/cluster.ts";
import { sslPolicy } from "../../edge/tls-policy.ts";
import { roleAnnotation } from "../../identity/workload-identity.ts";
import { defineAddOn, type AddOnContext } from "../add-on.ts";
import { resources, spread } from "../chart-values.ts";
import { chartPods, cloudController, cloudOf } from "../cloud-controller.ts";
import { loadBalancerRights } from "../load-balancer-rights.ts";
import { readinessGate } from "../readiness/gate.ts";

// renovate: datasource=helm registryUrl=https://aws.github.io/eks-charts depName=aws-load-balancer-controller
const version = "3.5.0";

const chart = "aws-load-balancer-controller";

export default defineAddOn({
    order: 25,
    name: "load-balancer-controller",
    summary: "Load balancers of AWS from Ingresses and Services.",
    needs: ["prometheus-operator-crds", "cert-manager"],
    needsCloud: true,
    defaultOn: ["eks"],
    requests: {
        single: { cpu: "100m", memory: "256Mi" },
        highlyAvailable: { cpu: "200m", memory: "512Mi" },
    },
    options: z.strictObject({}),
    install: (context) => {
        const cloud = cloudOf(context);
        const release = cloudController(context, {
            cloud,
            chart,
            repository: "https://aws.github.io/eks-charts",
            version,
            webhookPort: 9443,
            metricsPort: 8080,
            statements: loadBalancerRights({ ...cloud, clusterName: context.cluster.name }),
            values: (roleArn) => values(context, cloud, roleArn),
        });
        const answering = readinessGate(context, {
            about: "load-balancer-controller",
            version,
            sample: {
                apiVersion: "elbv2.k8s.aws/v1beta1",
                kind: "IngressClassParams",
                resource: "ingressclassparams",
                namespaced: false,
                fields: { spec: { scheme: "internal" } },
            },
            dependsOn: [release],
        });
        return [ingressClass(context, answering)];
    },
});

const values = (
    { cluster, environment, placement }: AddOnContext,
    { region, network, tags }: Cloud,
    roleArn: pulumi.Output<string>,
) => ({
    clusterName: cluster.name,
    // Not asked of the instance: pods do not reach its metadata.
    region,
    vpcId: network.vpcId,
    replicaCount: environment.highlyAvailable ? 2 : 1,
    ...(environment.highlyAvailable ? { podDisruptionBudget: { maxUnavailable: 1 } } : {}),
    priorityClassName: "system-cluster-critical",
    serviceAccount: { create: true, name: chart, annotations: { [roleAnnotation]: roleArn } },
    resources: resources("100m", "200m", "256Mi"),
    podSecurityContext: { fsGroup: 65534, runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    securityContext: {
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
    },
    ...placement,
    ...spread(chartPods(chart)),
    serviceMonitor: { enabled: true },
    enableCertManager: true,
    // It would claim every Service of the type LoadBalancer, and hold up all of them while it is down.
    enableServiceMutatorWebhook: false,
    // Security groups are the program's: the controller may not even make one.
    enableBackendSecurityGroup: false,
    enableManageBackendSecurityGroupRules: false,
    enableShield: false,
    enableWaf: false,
    enableWafv2: true,
    // One way in: a Gateway of the API that the mesh brings would be a second one.
    controllerConfig: { featureGates: { ALBGatewayAPI: false, NLBGatewayAPI: false } },
    createIngressClassResource: false,
    ingressClassParams: { create: false },
    defaultTags: { ...tags, ManagedBy: chart },
});

/** The class, with what no Ingress of it can loosen. */
function ingressClass(
    { site, environment, parent }: AddOnContext,
    answering: pulumi.Resource,
): k8s.networking.v1.IngressClass {
    const attributes: Readonly<Record<string, string>> = {
        // Holds against a hand in the console; the controller lifts it when the last Ingress of a group goes.
        "deletion_protection.enabled": String(environment.protectData),
        "routing.http.drop_invalid_header_fields.enabled": "true",
        "routing.http.desync_mitigation_mode": "defensive",
        "routing.http2.enabled": "true",
        "waf.fail_open.enabled": "false",
        "idle_timeout.timeout_seconds": "60",
    };
    const params = new k8s.apiextensions.CustomResource(
        `${site}-alb`,
        {
            apiVersion: "elbv2.k8s.aws/v1beta1",
            kind: "IngressClassParams",
            metadata: { name: "alb" },
            spec: {
                scheme: "internet-facing",
                ipAddressType: "ipv4",
                targetType: "ip",
                sslPolicy,
                // The label that namespaces of systems carry.
                namespaceSelector: { matchExpressions: [{ key: "app.kubernetes.io/part-of", operator: "Exists" }] },
                loadBalancerAttributes: Object.entries(attributes).map(([key, value]) => ({ key, value })),
            },
        },
        { parent, dependsOn: [answering] },
    );
    const albClass = new k8s.networking.v1.IngressClass(
        `${site}-alb`,
        {
            metadata: { name: "alb" },
            spec: {
                controller: "ingress.k8s.aws/alb",
                parameters: { apiGroup: "elbv2.k8s.aws", kind: "IngressClassParams", name: "alb" },
            },
        },
        { parent, dependsOn: [params] },
    );
    return albClass;
}
