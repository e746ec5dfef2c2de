/**
 * Which pods may put up with which taints, as a policy of the API server: a node is kept for some only where not every
 * pod can say that it does not mind the taint.
 */
import type { Taint } from "../../config/cluster-schema.ts";
import { celList, celText } from "../../policies/admission/cel.ts";
import { matchedKinds } from "../../policies/admission/matched.ts";
import { taintText } from "../cluster/node-roles.ts";

export interface TolerationRules {
    /** Namespaces of add-ons: their pods may run wherever they are put, agents of the nodes everywhere. */
    readonly addOnNamespaces: readonly string[];
    /** Key of the taint of nodes that are kept for add-ons. */
    readonly addOnTaint: string;
    /** Taints of the groups of nodes, each with the further namespaces that may tolerate it. */
    readonly reserved: readonly (Pick<Taint, "key" | "value"> & { readonly namespaces: readonly string[] })[];
}

/** A validation refuses whom `found` finds in other namespaces than these. */
function keep(namespaces: readonly string[], found: string, message: string) {
    const expression = `request.namespace in ${celList(namespaces)} || !variables.tolerations.exists(t, ${found})`;
    return { expression, message, reason: "Forbidden" };
}

/** Without an operator a toleration is for one value; every other operator may be for more. */
const tolerates = ({ key, value }: Pick<Taint, "key" | "value">): string =>
    `t.?key.orValue("") == ${celText(key)} && ` +
    `(t.?operator.orValue("Equal") != "Equal" || t.?value.orValue("") == ${celText(value)})`;

export function tolerationPolicy({ addOnNamespaces, addOnTaint, reserved }: TolerationRules) {
    const { rules, judged, conditions, variables } = matchedKinds.pods;
    return {
        failurePolicy: "Fail",
        matchConstraints: {
            resourceRules: rules.map(({ apiGroups, apiVersions, resources }) => ({
                apiGroups: [...apiGroups],
                apiVersions: [...apiVersions],
                // What is done to a pod that is there does not move it.
                resources: resources.filter((resource) => !resource.includes("/")),
                operations: ["CREATE", "UPDATE"],
            })),
        },
        matchConditions: [
            {
                name: "changes-what-is-judged",
                expression: `request.operation == "CREATE" || ${judged("object")} != ${judged("oldObject")}`,
            },
            ...Object.entries(conditions).map(([name, expression]) => ({ name, expression })),
        ],
        variables: [
            { name: "template", expression: variables["template"] ?? "object" },
            { name: "tolerations", expression: "variables.template.?spec.tolerations.orValue([])" },
        ],
        validations: [
            keep(
                addOnNamespaces,
                't.?key.orValue("") == ""',
                "a toleration without a key puts up with every taint: name the taints that the pod may run on",
            ),
            keep(
                addOnNamespaces,
                `t.?key.orValue("") == ${celText(addOnTaint)}`,
                `nodes with the taint ${addOnTaint} are kept for add-ons: take the toleration away`,
            ),
            ...reserved.map(({ key, value, namespaces }) =>
                keep(
                    [...addOnNamespaces, ...namespaces],
                    tolerates({ key, value }),
                    `nodes with the taint ${taintText({ key, value })} are kept for others: take the toleration away, or add the ` +
                        "namespace to the option `allow` of the add-on tainters",
                ),
            ),
        ],
    };
}
