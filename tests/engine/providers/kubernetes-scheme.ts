/** What an API server knows of its kinds: groups it serves itself, scope, and fields that cannot change. */

const builtInGroups = new Set([
    "",
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "apiregistration.k8s.io",
    "apps",
    "autoscaling",
    "batch",
    "certificates.k8s.io",
    "coordination.k8s.io",
    "discovery.k8s.io",
    "flowcontrol.apiserver.k8s.io",
    "networking.k8s.io",
    "node.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
]);

const clusterScoped = new Set([
    "APIService",
    "CSIDriver",
    "ClusterRole",
    "ClusterRoleBinding",
    "CustomResourceDefinition",
    "FlowSchema",
    "IngressClass",
    "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding",
    "MutatingWebhookConfiguration",
    "Namespace",
    "NamespacePatch",
    "Node",
    "PersistentVolume",
    "PriorityClass",
    "PriorityLevelConfiguration",
    "RuntimeClass",
    "StorageClass",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration",
    "VolumeAttributesClass",
]);

/** By kind; every kind has name and namespace besides. ConfigMaps and Secrets are changed in place. */
const immutableFields: Readonly<Record<string, readonly string[]>> = {
    Deployment: ["spec.selector"],
    DaemonSet: ["spec.selector"],
    ReplicaSet: ["spec.selector"],
    StatefulSet: ["spec.selector", "spec.serviceName", "spec.podManagementPolicy", "spec.volumeClaimTemplates"],
    Job: ["spec.template", "spec.selector", "spec.completions", "spec.completionMode"],
    Service: ["spec.clusterIP"],
    PersistentVolumeClaim: ["spec.accessModes", "spec.storageClassName", "spec.selector", "spec.volumeMode"],
    StorageClass: ["provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"],
    RoleBinding: ["roleRef"],
    ClusterRoleBinding: ["roleRef"],
    IngressClass: ["spec.controller"],
    PriorityClass: ["value"],
    Secret: ["type"],
    CSIDriver: ["spec.attachRequired"],
};

export interface Kind {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
}

export const isBuiltIn = (kind: Kind): boolean => builtInGroups.has(kind.group);
export const isClusterScoped = (kind: Kind): boolean => isBuiltIn(kind) && clusterScoped.has(kind.kind);

export function immutable(kind: Kind, changed: readonly string[]): string[] {
    const fields = ["apiVersion", "kind", "metadata.name", "metadata.namespace"];
    if (isBuiltIn(kind)) fields.push(...(immutableFields[kind.kind] ?? []));
    return changed.filter((path) => fields.some((field) => path === field || path.startsWith(`${field}.`)));
}
