import { isSecretPath } from "../model/secretness.ts";
import type { Subject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { at, isFields, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { isPointer, isSecretName } from "../shared/secret-text.ts";
import { UNKNOWN } from "../unknown.ts";

const RELEASE = "kubernetes:helm.sh/v3:Release";
const SSM_PARAMETER = "aws:ssm/parameter:Parameter";

/** Inputs that are credentials by their meaning. */
const INPUTS: Readonly<Record<string, readonly string[]>> = {
    "aws:docdb/cluster:Cluster": ["masterPassword"],
    "aws:elasticache/replicationGroup:ReplicationGroup": ["authToken"],
    "aws:elasticache/user:User": ["passwords", "authenticationMode.passwords"],
    "aws:memorydb/user:User": ["authenticationMode.passwords"],
    "aws:opensearch/domain:Domain": ["advancedSecurityOptions.masterUserOptions.masterUserPassword"],
    "aws:rds/cluster:Cluster": ["masterPassword"],
    "aws:rds/instance:Instance": ["password"],
    "aws:redshift/cluster:Cluster": ["masterPassword"],
    "aws:secretsmanager/secretVersion:SecretVersion": ["secretBinary", "secretString"],
    [SSM_PARAMETER]: ["value"],
    "kubernetes:core/v1:Secret": ["data", "stringData"],
};

/** Values of a chart whose names say that they are credentials. */
function namedSecrets(values: unknown, path: string): string[] {
    if (Array.isArray(values)) return values.flatMap((item, index) => namedSecrets(item, `${path}[${index}]`));
    if (!isFields(values)) return [];
    return Object.entries(values).flatMap(([key, value]) => {
        const here = `${path}.${key}`;
        if (typeof value === "string") return isSecretName(key) && !isPointer(value) ? [here] : [];
        return namedSecrets(value, here);
    });
}

/** A map counts as marked when each of its values is. */
function judge(subject: Subject, path: string, verdict: Verdict): void {
    const value = at(subject.props, ...path.split("."));
    if (value === undefined || isSecretPath(subject.resource, `${subject.prefix}${path}`)) return;
    if (isFields(value)) {
        for (const key of Object.keys(value)) judgeLeaf(subject, `${path}.${key}`, verdict);
    } else judgeLeaf(subject, path, verdict);
}

function judgeLeaf(subject: Subject, path: string, verdict: Verdict): void {
    if (isSecretPath(subject.resource, `${subject.prefix}${path}`)) return;
    if (at(subject.props, ...path.split(".")) === UNKNOWN) {
        // What is not known yet comes without its mark.
        verdict.unknown(path);
        return;
    }
    verdict.bad({
        message: `${path} is not marked as a secret: it would stand in plain text in the state and in every diff`,
        remedy: `pulumi.secret(...)   // or config.requireSecret(...), around what becomes ${path}`,
    });
}

export const rule = defineRule({
    name: "pulumi-secretness",
    title: "Credentials in inputs are marked as secrets",
    rationale: "Pulumi encrypts in state, and masks in output, only what it was told is secret.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    types: [...Object.keys(INPUTS), RELEASE],
    check(subject, verdict) {
        // Nothing is marked in a manifest, and so nothing is missing there.
        if (subject.resource.secretPaths === undefined) return;
        if (subject.type === SSM_PARAMETER && textOr(subject.props["type"]) !== "SecureString") return;
        if (subject.type === RELEASE) {
            for (const path of namedSecrets(subject.props["values"], "values")) judgeLeaf(subject, path, verdict);
            return;
        }
        for (const path of INPUTS[subject.type] ?? []) judge(subject, path, verdict);
    },
});
