import { ANY, BINDINGS, grantsOf, ROLES } from "../model/rbac.ts";
import { inSameNamespace } from "../model/namespace.ts";
import { matchesPattern } from "../model/pattern.ts";
import { derived, type Stack } from "../model/stack.ts";
import { isKube, type KubeSubject, type Subject } from "../model/subject.ts";
import { z } from "zod";
import { texts } from "../options.ts";
import { at, show, text, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

const ASSOCIATION = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation";
const CLUSTER_ADMIN = "cluster-admin";
const ALL_VERBS = ["get", "list", "watch", "create", "update", "patch", "delete"];

const BIND_LESS = "roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: shop-operators";

/** Whether the role grants everything, in one rule or in several. */
function isAdmin(role: Subject): boolean | typeof UNKNOWN {
    const grants = grantsOf(role);
    if (grants === UNKNOWN) return UNKNOWN;
    const verbs = grants.flatMap((grant) =>
        grant.groups.includes(ANY) && grant.resources.includes(ANY) && !grant.named ? grant.verbs : [],
    );
    if (verbs.includes(ANY) || ALL_VERBS.every((verb) => verbs.includes(verb))) return true;
    return verbs.includes(UNKNOWN) ? UNKNOWN : false;
}

/** ClusterRoles by cluster and name. */
const clusterRoles = derived(
    (stack: Stack) =>
        new Map(
            stack.objects(ROLES[1]).map((role) => [`${stack.siteOf(role)} ${textOr(role.kube.name)}`, role] as const),
        ),
);

function roleOf(stack: Stack, binding: KubeSubject, kind: string, name: string): KubeSubject | undefined {
    if (kind === "ClusterRole") return clusterRoles(stack).get(`${stack.siteOf(binding)} ${name}`);
    return inSameNamespace(stack, ROLES[0], binding).find((role) => role.kube.name === name);
}

function judgeBinding(stack: Stack, binding: KubeSubject, verdict: Verdict): void {
    const name = text(at(binding.props, "roleRef", "name"));
    const kind = textOr(at(binding.props, "roleRef", "kind"), "ClusterRole");
    if (name === UNKNOWN) verdict.unknown("roleRef.name");
    if (typeof name !== "string") return;
    if (name === CLUSTER_ADMIN) {
        verdict.bad({ message: `roleRef.name is ${show(name)}: its holders may do everything`, remedy: BIND_LESS });
        return;
    }
    const role = roleOf(stack, binding, kind, name);
    const admin = role !== undefined && isAdmin(role);
    if (admin === UNKNOWN) verdict.unknown(`roleRef: the rules of ${kind} ${show(name)}`);
    else if (admin)
        verdict.bad({
            message: `roleRef.name is ${show(name)}, a ${kind} that grants as much as cluster-admin`,
            remedy: BIND_LESS,
        });
}

function judgeAssociation({ props }: Subject, verdict: Verdict): void {
    const policy = text(at(props, "policyArn"));
    const scope = text(at(props, "accessScope", "type"));
    if (policy === UNKNOWN) verdict.unknown("policyArn");
    else if (policy?.endsWith("/AmazonEKSClusterAdminPolicy") !== true || scope === "namespace") return;
    else if (scope === UNKNOWN) verdict.unknown("accessScope.type");
    else
        verdict.bad({
            message: `policyArn is AmazonEKSClusterAdminPolicy for accessScope.type ${show(scope)}; wanted is less, or certain namespaces`,
            remedy: "policyArn: arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy\naccessScope: { type: cluster }",
        });
}

export const rule = defineRule({
    name: "k8s-rbac-no-cluster-admin",
    title: "Nobody is cluster-admin by a binding",
    rationale: "One stolen token of such a holder is the whole cluster, and everything its identities reach.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "CIS EKS", id: "4.1.1" }],
    configOnlyExemption: true,
    options: () =>
        z.strictObject({
            /** Names of bindings, in which * stands for anything, that the control plane makes itself. */
            controlPlaneBindings: texts.default(["system:*", "gce:podsecuritypolicy:calico-sa"]),
        }),
    joins: () => true,
    types: [...BINDINGS, ASSOCIATION],
    check(subject, verdict, { options, stack }) {
        if (!isKube(subject)) {
            judgeAssociation(subject, verdict);
            return;
        }
        const name = textOr(subject.kube.name);
        if (!options.controlPlaneBindings.some((pattern) => matchesPattern(pattern, name)))
            judgeBinding(stack, subject, verdict);
    },
});
