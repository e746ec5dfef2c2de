import { z } from "zod";
import { isSecretPath } from "../model/secretness.ts";
import type { Subject } from "../model/subject.ts";
import { texts } from "../options.ts";
import { fields, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { secretReason, secretShape } from "../shared/secret-text.ts";
import { UNKNOWN } from "../unknown.ts";

const options = z.strictObject({
    /** Keys that look like secrets and are none. */
    allowedKeys: texts.default([]),
});

function reasonOf(subject: Subject, field: string, key: string, value: string): string | undefined {
    if (isSecretPath(subject.resource, `${subject.prefix}${field}.${key}`)) return "is marked as a secret";
    if (field === "data") return secretReason(key, value);
    const shape = secretShape(Buffer.from(value, "base64").toString("utf8"));
    return shape === undefined ? undefined : `holds ${shape}`;
}

function judgeField(
    subject: Subject,
    field: "data" | "binaryData",
    verdict: Verdict,
    allowed: readonly string[],
): void {
    const written = subject.props[field];
    if (written === UNKNOWN) verdict.unknown(field);
    for (const [key, value] of Object.entries(fields(written))) {
        if (allowed.includes(key)) continue;
        const reason = reasonOf(subject, field, key, textOr(value));
        if (reason !== undefined)
            verdict.bad({
                message: `${field} key "${key}" ${reason}: a ConfigMap is readable by whoever may look at the namespace`,
                remedy: `kind: ExternalSecret   # or a Secret whose value is a Pulumi secret\nspec: { data: [{ secretKey: ${key}, remoteRef: { key: ... } }] }`,
            });
        else if (value === UNKNOWN) verdict.unknown(`${field}.${key}`);
    }
}

export const rule = defineRule({
    name: "k8s-configmap-no-secrets",
    title: "No secret stands in a ConfigMap",
    rationale: "ConfigMaps are not encrypted, not masked, and read by every viewer of the namespace.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    configOnlyExemption: true,
    options: () => options,
    types: ["kubernetes:core/v1:ConfigMap"],
    check(subject, verdict, { options }) {
        judgeField(subject, "data", verdict, options.allowedKeys);
        judgeField(subject, "binaryData", verdict, options.allowedKeys);
    },
});
