/** Values of Linkerd's charts, of edge-26.8.3. */
import { linkerdNamespace, meshLabel } from "../../mesh/linkerd.ts";
import { scratch } from "../chart-values.ts";
import type { Placement } from "../placement.ts";
import { webhooks } from "./webhooks.ts";

/** These charts spell requests and limits by resource. Memory is asked for in full. */
const amount = (cpuRequest: string, cpuLimit: string, memory: string) => ({
    cpu: { request: cpuRequest, limit: cpuLimit },
    memory: { request: memory, limit: memory },
    "ephemeral-storage": scratch,
});

/** Puts the proxy's rules into each pod's network, so that no pod needs a capability for it. */
export const cniValues = {
    priorityClassName: "system-node-critical",
    // A pod that came before the plugin on a new node is made again.
    repairController: { enabled: true, resources: amount("10m", "100m", "64Mi") },
    resources: amount("20m", "200m", "64Mi"),
};

export interface ControlPlaneSettings {
    readonly placement: Placement;
    readonly highlyAvailable: boolean;
    /** Ranges from which kubelets ask pods for their health; empty: from anywhere. */
    readonly probeCidrs: readonly string[];
}

export const controlPlaneValues = ({ placement, highlyAvailable, probeCidrs }: ControlPlaneSettings) => ({
    cniEnabled: true,
    // Trust roots and issuer are there before: no key passes through these values.
    identity: { externalCA: true, issuer: { scheme: "kubernetes.io/tls", issuanceLifetime: "24h0m0s" } },
    controllerReplicas: highlyAvailable ? 3 : 1,
    highAvailability: highlyAvailable,
    enablePodAntiAffinity: highlyAvailable,
    enablePodDisruptionBudget: highlyAvailable,
    controller: { podDisruptionBudget: { maxUnavailable: 1 } },
    deploymentStrategy: { rollingUpdate: { maxUnavailable: 1, maxSurge: "25%" } },
    // A pod without its proxy would be shut out by the others: better that it is not made.
    webhookFailurePolicy: "Fail",
    ...Object.fromEntries(
        webhooks.map(({ name, values }) => [
            values,
            { externalSecret: true, injectCaFrom: `${linkerdNamespace}/${name}`, ...selectors[values] },
        ]),
    ),
    policyController: {
        resources: amount("50m", "500m", "128Mi"),
        ...(probeCidrs.length === 0 ? {} : { probeNetworks: [...probeCidrs] }),
    },
    proxy: { nativeSidecar: true, resources: amount("50m", "500m", "128Mi") },
    destinationResources: amount("100m", "500m", "256Mi"),
    identityResources: amount("50m", "500m", "128Mi"),
    proxyInjectorResources: amount("50m", "500m", "128Mi"),
    spValidatorResources: amount("20m", "200m", "128Mi"),
    // It would tell Linkerd's makers about the cluster.
    disableHeartBeat: true,
    podMonitor: { enabled: true, serviceMirror: { enabled: false } },
    priorityClassName: "system-cluster-critical",
    ...placement,
});

/** Only pods that belong into the mesh wait for the injector: when it is away, everything else still starts. */
const selectors: Readonly<Record<string, object>> = {
    proxyInjector: {
        namespaceSelector: {
            matchExpressions: Object.entries(meshLabel).map(([key, value]) => ({
                key,
                operator: "In",
                values: [value],
            })),
        },
    },
};
