/** Roles and bindings for the fixtures of the rules about rights. */

/** A ClusterRole with these rules, as a list in YAML's flow style. */
export function clusterRole(rules: string, name = "web"): string {
    return `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: ${name} }
rules: ${rules}
`;
}

export function role(rules: string, name = "web"): string {
    return clusterRole(rules, name)
        .replace("kind: ClusterRole", "kind: Role")
        .replace("metadata: { ", "metadata: { namespace: shop, ");
}

/** One rule of a role. */
export function grant(resources: string, verbs: string, groups = '""'): string {
    return `{ apiGroups: [${groups}], resources: [${resources}], verbs: [${verbs}] }`;
}

export function clusterRoleBinding(roleRef: string, subjects: string, name = "web"): string {
    return `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: ${name} }
roleRef: { apiGroup: rbac.authorization.k8s.io, ${roleRef} }
subjects: ${subjects}
`;
}

export function roleBinding(roleRef: string, subjects: string, name = "web"): string {
    return clusterRoleBinding(roleRef, subjects, name)
        .replace("kind: ClusterRoleBinding", "kind: RoleBinding")
        .replace("metadata: { ", "metadata: { namespace: shop, ");
}
