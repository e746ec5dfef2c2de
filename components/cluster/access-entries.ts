/** Who may work with a cluster, in the words of EKS. */
import type { AccessLevel } from "../../config/access-levels.ts";
import type { EksClusterConfig } from "../../config/cluster-schema.ts";

const policies: Readonly<Record<AccessLevel, string>> = {
    view: "AmazonEKSViewPolicy",
    edit: "AmazonEKSEditPolicy",
    admin: "AmazonEKSAdminPolicy",
    "cluster-admin": "AmazonEKSClusterAdminPolicy",
};

/** Group, and name of the entry, of the role that previews on the engine; dry-run-access.ts says what it may do. */
export const dryRunGroup = "strata-previews";

/** A group, and no policy of EKS. */
export function dryRunEntry(roleArn: string | undefined): EksClusterConfig["access"] {
    if (roleArn === undefined) return {};
    return { [dryRunGroup]: { principal: roleArn, level: undefined, namespaces: [], groups: [dryRunGroup] } };
}

/** Entries for `eks.Cluster`, each with at most one policy. */
export function accessEntries(access: EksClusterConfig["access"]) {
    return Object.fromEntries(
        Object.entries(access).map(([name, { principal, level, namespaces, groups }]) => [
            name,
            {
                principalArn: principal,
                kubernetesGroups: [...groups],
                accessPolicies: level === undefined ? {} : { [level]: association(level, namespaces) },
            },
        ]),
    );
}

const association = (level: AccessLevel, namespaces: readonly string[]) => ({
    policyArn: `arn:aws:eks::aws:cluster-access-policy/${policies[level]}`,
    accessScope: namespaces.length === 0 ? { type: "cluster" } : { type: "namespace", namespaces: [...namespaces] },
});
