/**
 * From which minor version of Kubernetes on an API is no longer served, and what to use instead.
 * Sources: the marks of removal in the Go module k8s.io/api v0.37.0, and the deprecated API migration guide for what
 * that module no longer holds (https://kubernetes.io/docs/reference/using-api/deprecation-guide/).
 */

interface Removal {
    readonly minor: number;
    /** Version to move to; absent where the kind is gone. */
    readonly use?: string;
}

type Row = readonly [apiVersion: string, kinds: string, minor: number, use?: string];

const ROWS: readonly Row[] = [
    ["apps/v1beta1", "ControllerRevision Deployment StatefulSet", 16, "apps/v1"],
    ["apps/v1beta2", "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet", 16, "apps/v1"],
    ["extensions/v1beta1", "DaemonSet Deployment ReplicaSet", 16, "apps/v1"],
    ["extensions/v1beta1", "NetworkPolicy", 16, "networking.k8s.io/v1"],
    ["extensions/v1beta1", "PodSecurityPolicy", 16],
    ["extensions/v1beta1", "Ingress", 22, "networking.k8s.io/v1"],
    ["networking.k8s.io/v1beta1", "Ingress IngressClass", 22, "networking.k8s.io/v1"],
    [
        "admissionregistration.k8s.io/v1beta1",
        "MutatingWebhookConfiguration ValidatingWebhookConfiguration",
        22,
        "admissionregistration.k8s.io/v1",
    ],
    ["apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", 22, "apiextensions.k8s.io/v1"],
    ["apiregistration.k8s.io/v1beta1", "APIService", 22, "apiregistration.k8s.io/v1"],
    ["authentication.k8s.io/v1beta1", "TokenReview", 22, "authentication.k8s.io/v1"],
    [
        "authorization.k8s.io/v1beta1",
        "LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview",
        22,
        "authorization.k8s.io/v1",
    ],
    ["certificates.k8s.io/v1beta1", "CertificateSigningRequest", 22, "certificates.k8s.io/v1"],
    ["coordination.k8s.io/v1beta1", "Lease", 22, "coordination.k8s.io/v1"],
    [
        "rbac.authorization.k8s.io/v1beta1",
        "ClusterRole ClusterRoleBinding Role RoleBinding",
        22,
        "rbac.authorization.k8s.io/v1",
    ],
    ["scheduling.k8s.io/v1beta1", "PriorityClass", 22, "scheduling.k8s.io/v1"],
    ["storage.k8s.io/v1beta1", "CSIDriver CSINode StorageClass VolumeAttachment", 22, "storage.k8s.io/v1"],
    ["storage.k8s.io/v1alpha1", "CSIStorageCapacity VolumeAttachment", 24, "storage.k8s.io/v1"],
    ["batch/v1beta1", "CronJob", 25, "batch/v1"],
    ["discovery.k8s.io/v1beta1", "EndpointSlice", 25, "discovery.k8s.io/v1"],
    ["events.k8s.io/v1beta1", "Event", 25, "events.k8s.io/v1"],
    ["autoscaling/v2beta1", "HorizontalPodAutoscaler", 25, "autoscaling/v2"],
    ["policy/v1beta1", "PodDisruptionBudget", 25, "policy/v1"],
    ["policy/v1beta1", "PodSecurityPolicy", 25],
    ["node.k8s.io/v1beta1", "RuntimeClass", 25, "node.k8s.io/v1"],
    ["autoscaling/v2beta2", "HorizontalPodAutoscaler", 26, "autoscaling/v2"],
    [
        "flowcontrol.apiserver.k8s.io/v1beta1",
        "FlowSchema PriorityLevelConfiguration",
        26,
        "flowcontrol.apiserver.k8s.io/v1",
    ],
    ["storage.k8s.io/v1beta1", "CSIStorageCapacity", 27, "storage.k8s.io/v1"],
    [
        "flowcontrol.apiserver.k8s.io/v1beta2",
        "FlowSchema PriorityLevelConfiguration",
        29,
        "flowcontrol.apiserver.k8s.io/v1",
    ],
    [
        "flowcontrol.apiserver.k8s.io/v1beta3",
        "FlowSchema PriorityLevelConfiguration",
        32,
        "flowcontrol.apiserver.k8s.io/v1",
    ],
    [
        "admissionregistration.k8s.io/v1alpha1",
        "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding",
        32,
        "admissionregistration.k8s.io/v1",
    ],
    [
        "admissionregistration.k8s.io/v1beta1",
        "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding",
        34,
        "admissionregistration.k8s.io/v1",
    ],
    ["storage.k8s.io/v1alpha1", "VolumeAttributesClass", 35, "storage.k8s.io/v1"],
    ["storage.k8s.io/v1beta1", "VolumeAttributesClass", 37, "storage.k8s.io/v1"],
    ["networking.k8s.io/v1beta1", "IPAddress ServiceCIDR", 37, "networking.k8s.io/v1"],
    ["certificates.k8s.io/v1alpha1", "ClusterTrustBundle", 37, "certificates.k8s.io/v1beta1"],
    [
        "admissionregistration.k8s.io/v1alpha1",
        "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding",
        38,
        "admissionregistration.k8s.io/v1",
    ],
    [
        "resource.k8s.io/v1beta1",
        "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice",
        38,
        "resource.k8s.io/v1",
    ],
    [
        "resource.k8s.io/v1beta2",
        "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice",
        39,
        "resource.k8s.io/v1",
    ],
    [
        "admissionregistration.k8s.io/v1beta1",
        "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding",
        40,
        "admissionregistration.k8s.io/v1",
    ],
    ["certificates.k8s.io/v1beta1", "ClusterTrustBundle PodCertificateRequest", 40, "certificates.k8s.io/v1"],
];

const REMOVALS: ReadonlyMap<string, Removal> = new Map(
    ROWS.flatMap(([apiVersion, kinds, minor, use]) =>
        kinds
            .split(" ")
            .map(
                (kind) => [`kubernetes:${apiVersion}:${kind}`, use === undefined ? { minor } : { minor, use }] as const,
            ),
    ),
);

/** By type token; undefined for what is served for good, or is none of Kubernetes' own. */
export function removalOf(type: string): Removal | undefined {
    return REMOVALS.get(type);
}

export const REMOVED_TYPES: readonly string[] = [...REMOVALS.keys()];
