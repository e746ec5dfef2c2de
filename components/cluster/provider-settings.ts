/** How the Kubernetes provider behaves on every cluster. */
export const providerSettings = {
    enableServerSideApply: true,
    // In place instead of delete and create: pods that start in between would find neither. What reads them is restarted
    // by its checksum.
    enableConfigMapMutable: true,
    enableSecretMutable: true,
} as const;
