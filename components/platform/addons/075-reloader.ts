/**
 * Reloader: starts pods anew when a Secret that they read has changed, such as the password that RDS rotates.
 * It marks the restart with an annotation of the pod template. The program applies server-side and does not name that
 * annotation, so it stays Reloader's: the next `up` neither removes it nor restarts anything. Its other way, a variable in
 * the container, would show as drift.
 */
import { z } from "zod";
import { defineAddOn } from "../add-on.ts";
import { addOnNamespace } from "../add-on-namespace.ts";
import { chartRelease } from "../chart-release.ts";
import { resources } from "../chart-values.ts";
import type { Placement } from "../placement.ts";
import { fromMonitoring, toControlPlane } from "../traffic.ts";

// renovate: datasource=helm registryUrl=https://stakater.github.io/stakater-charts depName=reloader
const version = "2.2.16";

const namespace = "reloader";

export default defineAddOn({
    order: 75,
    name: "reloader",
    summary: "Pods start anew when a Secret that they read has changed.",
    needs: ["prometheus-operator-crds"],
    defaultOn: ["eks"],
    requests: {
        single: { cpu: "20m", memory: "256Mi" },
        highlyAvailable: { cpu: "40m", memory: "512Mi" },
    },
    namespaces: [namespace],
    options: z.strictObject({}),
    install: (context) => {
        const { cluster, environment } = context;
        const gates = addOnNamespace(context, namespace, {
            "to-control-plane": toControlPlane(cluster.controlPlaneCidrs),
            "metrics-from-monitoring": fromMonitoring(9090),
        });
        const release = chartRelease(context, {
            chart: "reloader",
            repository: "https://stakater.github.io/stakater-charts",
            version,
            namespace,
            values: values(context.placement, environment.highlyAvailable),
            dependsOn: gates,
        });
        return [release];
    },
});

const values = (placement: Placement, highlyAvailable: boolean) => ({
    reloader: {
        watchGlobally: true,
        // Only what asks for it, and only for Secrets: ConfigMaps are in the checksum of the pod template.
        autoReloadAll: false,
        ignoreConfigMaps: true,
        reloadStrategy: "annotations",
        enableHA: highlyAvailable,
        readOnlyRootFileSystem: true,
        podMonitor: { enabled: true },
        ...(highlyAvailable ? { podDisruptionBudget: { enabled: true, minAvailable: 1 } } : {}),
        deployment: {
            replicas: highlyAvailable ? 2 : 1,
            priorityClassName: "system-cluster-critical",
            containerSecurityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
            resources: resources("20m", "200m", "256Mi"),
            ...placement,
        },
    },
});
