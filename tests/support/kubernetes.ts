/** API groups of Kubernetes itself whose names have a dot, as those of custom kinds do; releases of Helm count among them. */
export const builtInGroups: readonly string[] = [
    "admissionregistration.k8s.io",
    "helm.sh",
    "networking.k8s.io",
    "rbac.authorization.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
];
