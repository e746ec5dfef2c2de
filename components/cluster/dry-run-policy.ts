/** Takes everything from somebody's rights but the question what would happen. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

export interface DryRunPolicyArgs {
    /** Of policy and binding. */
    readonly name: string;
    /** Whose requests are judged: CEL over `request`. */
    readonly whose: string;
    /** The same for people: start of the message. */
    readonly who: string;
}

/** @returns the binding: rights that are given after it can change nothing. */
export function dryRunPolicy(
    logicalName: string,
    { name, whose, who }: DryRunPolicyArgs,
    opts: pulumi.CustomResourceOptions,
): k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding {
    const policy = new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
        logicalName,
        {
            metadata: { name },
            spec: {
                failurePolicy: "Fail",
                matchConstraints: {
                    resourceRules: [
                        {
                            apiGroups: ["*"],
                            apiVersions: ["*"],
                            operations: ["CREATE", "UPDATE", "DELETE", "CONNECT"],
                            resources: ["*/*"],
                        },
                    ],
                    // Questions about one's own rights: everybody may ask them, and they change nothing.
                    excludeResourceRules: ["authentication.k8s.io", "authorization.k8s.io"].map((apiGroup) => ({
                        apiGroups: [apiGroup],
                        apiVersions: ["*"],
                        operations: ["CREATE"],
                        resources: ["*"],
                    })),
                },
                matchConditions: [{ name: "whose", expression: whose }],
                validations: [
                    {
                        expression: "has(request.dryRun) && request.dryRun",
                        message: `${who} may only ask what would change: dryRun=All`,
                    },
                ],
            },
        },
        opts,
    );
    return new k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
        logicalName,
        { metadata: { name }, spec: { policyName: name, validationActions: ["Deny", "Audit"] } },
        { ...opts, dependsOn: [policy] },
    );
}
