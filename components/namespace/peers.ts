import type { types } from "@pulumi/kubernetes";

/** Every pod of a namespace, by the label that the API server itself keeps equal to the name. */
export const namespacePeer = (namespace: string): types.input.networking.v1.NetworkPolicyPeer => ({
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
});
