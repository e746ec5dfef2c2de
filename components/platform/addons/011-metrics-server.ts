/** metrics-server: CPU and memory of pods, for autoscalers and `kubectl top`. */
import { z } from "zod";
import { defineAddOn } from "../add-on.ts";
import { chartRelease } from "../chart-release.ts";
import { resources, spread } from "../chart-values.ts";

// renovate: datasource=helm registryUrl=https://kubernetes-sigs.github.io/metrics-server depName=metrics-server
const version = "3.13.1";

export default defineAddOn({
    order: 11,
    name: "metrics-server",
    summary: "CPU and memory of pods for autoscalers.",
    needs: ["prometheus-operator-crds", "cert-manager"],
    defaultOn: ["context", "eks"],
    requests: {
        single: { cpu: "100m", memory: "400Mi" },
        highlyAvailable: { cpu: "200m", memory: "800Mi" },
    },
    options: z.strictObject({
        kubeletInsecureTls: z
            .boolean()
            .default(false)
            .meta({ description: "Take any certificate of a kubelet: kind and minikube sign theirs themselves." }),
    }),
    install: (context) => {
        const { environment, settings } = context;
        const release = chartRelease(context, {
            chart: "metrics-server",
            repository: "https://kubernetes-sigs.github.io/metrics-server",
            version,
            // Where the API server looks for it; a namespace of the system, so it brings no guards of ours.
            namespace: "kube-system",
            values: {
                replicas: environment.highlyAvailable ? 2 : 1,
                podDisruptionBudget: {
                    enabled: environment.highlyAvailable,
                    minAvailable: 1,
                    unhealthyPodEvictionPolicy: "AlwaysAllow",
                },
                podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
                resources: resources("100m", "500m", "400Mi"),
                ...context.placement,
                ...spread({ "app.kubernetes.io/name": "metrics-server" }),
                metrics: { enabled: true },
                serviceMonitor: { enabled: true },
                tls: { type: "cert-manager" },
                apiService: { insecureSkipTLSVerify: false },
                ...(settings.kubeletInsecureTls ? { args: ["--kubelet-insecure-tls"] } : {}),
            },
        });
        return [release];
    },
});
