import { noOptions } from "../options.ts";
import { at, isPresent, items } from "../read.ts";
import { defineRule } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

const KEY = "encryptionConfig.provider.keyArn";
const RESOURCES = "encryptionConfig.resources";
const REMEDY =
    'encryptionConfig: { provider: { keyArn: key.arn }, resources: ["secrets"] },   // cannot be taken back on a cluster';

export const rule = defineRule({
    name: "aws-eks-secrets-encryption",
    title: "Secrets of a cluster are encrypted with a key of ours",
    rationale: "Who may decrypt is then decided, and logged, by the policy of a key that we can close.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "CIS EKS", id: "5.3" }],
    options: noOptions,
    types: ["aws:eks/cluster:Cluster"],
    check({ props }, verdict) {
        const resources = at(props, "encryptionConfig", "resources");
        const known = items(resources);
        if (resources === UNKNOWN || (!known.includes("secrets") && known.includes(UNKNOWN))) {
            verdict.unknown(RESOURCES);
        } else if (!known.includes("secrets")) {
            verdict.bad({ message: `${RESOURCES} has no "secrets": no key of ours encrypts them`, remedy: REMEDY });
            return;
        }
        const key = at(props, "encryptionConfig", "provider", "keyArn");
        if (key === UNKNOWN) return; // There will be one.
        if (!isPresent(key)) verdict.bad({ message: `${KEY} is not set; wanted is the ARN of a key`, remedy: REMEDY });
    },
});
