/** How much somebody may do in a cluster, least first: https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html */
export const accessLevels = ["view", "edit", "admin", "cluster-admin"] as const;

export type AccessLevel = (typeof accessLevels)[number];
