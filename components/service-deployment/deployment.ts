import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { annotations } from "../naming/annotations.ts";
import { labels, selectorLabels } from "../naming/labels.ts";
import type { ServicePlan } from "./plan.ts";
import { podTemplate, secretsOf, type PodTemplateArgs } from "./pod-template.ts";

export function deployment(
    logicalName: string,
    args: PodTemplateArgs,
    opts: pulumi.CustomResourceOptions,
): k8s.apps.v1.Deployment {
    const { plan } = args;
    const { name, namespace, system, version } = plan;
    const secrets = secretsOf(args);
    return new k8s.apps.v1.Deployment(
        logicalName,
        {
            metadata: {
                name,
                namespace,
                labels: labels({ system, name, component: "service", version }),
                ...(secrets.length === 0 ? {} : { annotations: { [annotations.reloadSecrets]: secrets.join(",") } }),
            },
            spec: {
                // Where an autoscaler writes the count, the program states none: the two would overwrite each other.
                ...(plan.autoscaling === undefined ? { replicas: plan.replicas } : {}),
                revisionHistoryLimit: 5,
                progressDeadlineSeconds: 600,
                selector: { matchLabels: selectorLabels({ system, name }) },
                strategy: strategy(plan),
                template: podTemplate(args),
            },
        },
        opts,
    );
}

/** A new pod is ready before an old one goes; what must never run twice stops first. */
const strategy = ({ spec }: ServicePlan): k8s.types.input.apps.v1.DeploymentStrategy =>
    spec.singleton === true
        ? { type: "Recreate" }
        : { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } };
