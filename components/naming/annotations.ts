/** Annotations of Strata's own and of those who read the program's objects. */
export const annotations = {
    /** Changes when the container's ConfigMap does, so that the pods are replaced. */
    configChecksum: "strata.dev/config-checksum",
    /** Changes when generated secrets are made anew, so that the pods are replaced. */
    secretRotation: "strata.dev/secret-rotation",
    /** Secrets, with commas between, whose change makes Reloader start the pods anew (add-on 075). */
    reloadSecrets: "secret.reloader.stakater.com/reload",
    /** The Kubernetes provider waits for this before the resource counts as created. */
    waitFor: "pulumi.com/waitFor",
    /** The Kubernetes provider does not wait for what somebody else must bring first. */
    skipAwait: "pulumi.com/skipAwait",
    /** The Kubernetes provider takes fields over from whoever set them. */
    patchForce: "pulumi.com/patchForce",
    /** Cluster Autoscaler keeps a node for pods with "false": https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md */
    safeToEvict: "cluster-autoscaler.kubernetes.io/safe-to-evict",
    /** Paths of the values in a written manifest that a deployment would put others for. */
    placeholders: "strata.dev/placeholders",
} as const;
