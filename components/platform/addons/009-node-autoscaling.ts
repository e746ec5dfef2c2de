/** More nodes when pods find no room, fewer when they are idle: by the Cluster Autoscaler or by Karpenter. */
import { z } from "zod";
import { defineAddOn } from "../add-on.ts";
import { clusterAutoscaler } from "../cluster-autoscaler.ts";
import { karpenter, karpenterOptions } from "../karpenter/karpenter.ts";

export default defineAddOn({
    order: 9,
    name: "node-autoscaling",
    summary: "As many nodes as the pods need.",
    needs: ["prometheus-operator-crds"],
    needsCloud: true,
    defaultOn: ["eks"],
    requests: {
        single: { cpu: "100m", memory: "512Mi" },
        highlyAvailable: { cpu: "200m", memory: "1Gi" },
    },
    gaps: [
        {
            container: "Deployment/cluster-autoscaler/cluster-autoscaler",
            missing: ["readinessProbe"],
            reason: "The chart has no key for it: no request but for figures reaches it.",
        },
    ],
    options: z.strictObject({
        controller: z.enum(["cluster-autoscaler", "karpenter"]).default("cluster-autoscaler").meta({
            description:
                "cluster-autoscaler changes the size of the node groups; karpenter leaves them at theirs, and makes nodes of the size that pods need beside them.",
        }),
        karpenter: karpenterOptions,
    }),
    install: (context) =>
        context.settings.controller === "karpenter"
            ? karpenter(context, context.settings.karpenter)
            : [clusterAutoscaler(context)],
});
