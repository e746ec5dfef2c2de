/** Levels of Pod Security: https://kubernetes.io/docs/concepts/security/pod-security-standards/ */

export type PodSecurityLevel = "restricted" | "baseline" | "privileged";

/** What a pod must keep to be let in; what falls short of `restricted` is warned of and noted in any case. */
export const podSecurityLabels = (level: PodSecurityLevel): Readonly<Record<string, string>> => ({
    "pod-security.kubernetes.io/enforce": level,
    // Pinned: a newer API server must not start to refuse pods that run.
    "pod-security.kubernetes.io/enforce-version": "v1.35",
    "pod-security.kubernetes.io/audit": "restricted",
    "pod-security.kubernetes.io/warn": "restricted",
});
