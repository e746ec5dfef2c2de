/** What the exporters' pods have in common. */

/** All of them are restricted, and so is the one namespace of theirs. */
export const exportersNamespace = "exporters";

/** The user whom the images call nobody. */
export const nonRoot = {
    runAsNonRoot: true,
    runAsUser: 65534,
    runAsGroup: 65534,
    seccompProfile: { type: "RuntimeDefault" },
} as const;

/** Of the container; it names the user anew because a chart's own would win over the pod's. */
export const locked = {
    ...nonRoot,
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
} as const;
