/** A namespace for pods that reach into their node, which Pod Security therefore lets do anything. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { NAME_LABEL } from "../../policies/admission/manifests.ts";
import type { AddOnContext } from "./add-on.ts";

/** In every environment, on all ways by which a container gets into a pod. */
const noContainerIsPrivileged = `["containers", "initContainers", "ephemeralContainers"].all(kind,
  !(kind in object.spec) || object.spec[kind].all(each, each.?securityContext.?privileged.orValue(false) == false))`;

/**
 * What is not needed for files and addresses of the node is refused: a container that has all of its devices and rights.
 * @returns what pods wait for.
 */
export function refusePrivileged({ site, parent }: AddOnContext, namespace: string): readonly pulumi.Resource[] {
    const name = `strata-${namespace}-privileged`;
    const policy = new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
        `${site}-${name}`,
        {
            metadata: { name },
            spec: {
                failurePolicy: "Fail",
                matchConstraints: {
                    resourceRules: [
                        {
                            apiGroups: [""],
                            apiVersions: ["v1"],
                            resources: ["pods", "pods/ephemeralcontainers"],
                            operations: ["CREATE", "UPDATE"],
                        },
                    ],
                },
                validations: [
                    {
                        expression: noContainerIsPrivileged,
                        message: `no container in ${namespace} may be privileged, though its pods may reach into their node`,
                    },
                ],
            },
        },
        { parent },
    );
    const binding = new k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
        `${site}-${name}`,
        {
            metadata: { name },
            spec: {
                policyName: name,
                validationActions: ["Deny", "Audit"],
                matchResources: {
                    namespaceSelector: {
                        matchExpressions: [{ key: NAME_LABEL, operator: "In", values: [namespace] }],
                    },
                },
            },
        },
        { parent, dependsOn: [policy] },
    );
    return [binding];
}
