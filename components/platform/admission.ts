/** The rules in the cluster: what the program did not make is judged by the API server itself. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { admissionPolicies } from "../../policies/admission/admission-policies.ts";
import { exemptionPatterns } from "../../policies/admission/exemption-patterns.ts";
import { bindingSpecs, parameters, policySpec } from "../../policies/admission/manifests.ts";
import { rules } from "../../policies/rules/index.ts";
import type { AddOnContext } from "./add-on.ts";

/** Network, volumes and DNS of the nodes, and the add-ons that serve them: a refusal there stops the cluster. */
const exempt = ["kube-system"];

export interface Admission {
    readonly bindings: readonly pulumi.Resource[];
    /** Name of the policy that refuses pods, or where none does, warns of them. */
    readonly judgeOfPods: string | undefined;
}

export function admission(context: AddOnContext): Admission {
    const { site, parent, policies, addOnNamespaces } = context;
    const made = admissionPolicies(rules, policies);
    const opts = { parent };
    const exemptions = new k8s.core.v1.ConfigMap(
        `${site}-${parameters.name}`,
        { metadata: { ...parameters }, data: { ...exemptionPatterns(policies) } },
        opts,
    );
    const bindings = made.flatMap((policy) => {
        const judge = new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
            `${site}-${policy.name}`,
            { metadata: { name: policy.name }, spec: policySpec(policy) },
            opts,
        );
        return Object.entries(bindingSpecs(policy, { exempt, charts: addOnNamespaces })).map(
            ([name, spec]) =>
                new k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
                    `${site}-${name}`,
                    { metadata: { name }, spec },
                    { parent, dependsOn: [judge, exemptions] },
                ),
        );
    });
    const ofPods = made.filter(({ matched }) => matched === "pods");
    const [judgeOfPods] = [...ofPods.filter(({ actions }) => actions.includes("Deny")), ...ofPods];
    return { bindings, judgeOfPods: judgeOfPods?.name };
}
