/** The policies as objects of Kubernetes, with the bindings that put them into force. */
import type { AdmissionPolicy } from "./admission-policies.ts";

export interface PolicyScope {
    /** Where nothing is judged: what runs the nodes. */
    readonly exempt: readonly string[];
    /** Where pods are made by charts of others: what breaks a rule there is told, and let in. */
    readonly charts: readonly string[];
}

/** The parameter object, which has to be there: without it everything is refused. */
export const parameters = { name: "strata-policy-exemptions", namespace: "kube-system" } as const;

/** The API server itself keeps this label equal to the name: nobody can give it to another namespace. */
export const NAME_LABEL = "kubernetes.io/metadata.name";

export function policySpec({ rules, conditions, variables, validations }: AdmissionPolicy) {
    return {
        failurePolicy: "Fail",
        paramKind: { apiVersion: "v1", kind: "ConfigMap" },
        matchConstraints: {
            resourceRules: rules.map(({ apiGroups, apiVersions, resources }) => ({
                apiGroups: [...apiGroups],
                apiVersions: [...apiVersions],
                resources: [...resources],
                operations: ["CREATE", "UPDATE"],
            })),
        },
        matchConditions: conditions.map((each) => ({ ...each })),
        variables: variables.map((each) => ({ ...each })),
        validations: validations.map((each) => ({ ...each })),
    };
}

/** By name; more than one where an object's namespace decides what becomes of it. */
export function bindingSpecs(policy: AdmissionPolicy, { exempt, charts }: PolicyScope) {
    const bind = (actions: AdmissionPolicy["actions"], operator: "In" | "NotIn", names: readonly string[]) => ({
        policyName: policy.name,
        paramRef: { ...parameters, parameterNotFoundAction: "Deny" },
        validationActions: [...actions],
        matchResources: {
            namespaceSelector: { matchExpressions: [{ key: NAME_LABEL, operator, values: [...names] }] },
        },
    });
    const apart = policy.matched === "pods" && policy.actions.includes("Deny") && charts.length > 0;
    return {
        [policy.name]: bind(policy.actions, "NotIn", apart ? [...exempt, ...charts] : exempt),
        ...(apart ? { [`${policy.name}-charts`]: bind(["Warn", "Audit"], "In", charts) } : {}),
    };
}
