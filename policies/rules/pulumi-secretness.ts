import { RELEASE } from "../model/helm.ts";
import { isSecretPath } from "../model/secretness.ts";
import type { Subject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { at, fields, isFields, textOr } from "../read.ts";
import { defineRule } from "../rule.ts";
import { pathText, type Path } from "../shared/edit.ts";
import { isPointer, isSecretName, namesSecret } from "../shared/secret-text.ts";
import { UNKNOWN } from "../unknown.ts";

const SSM_PARAMETER = "aws:ssm/parameter:Parameter";

/** Inputs that are credentials by their meaning. */
const INPUTS: Readonly<Record<string, readonly (readonly string[])[]>> = {
    "aws:docdb/cluster:Cluster": [["masterPassword"]],
    "aws:elasticache/replicationGroup:ReplicationGroup": [["authToken"]],
    "aws:elasticache/user:User": [["passwords"], ["authenticationMode", "passwords"]],
    "aws:memorydb/user:User": [["authenticationMode", "passwords"]],
    "aws:opensearch/domain:Domain": [["advancedSecurityOptions", "masterUserOptions", "masterUserPassword"]],
    "aws:rds/cluster:Cluster": [["masterPassword"]],
    "aws:rds/instance:Instance": [["password"]],
    "aws:redshift/cluster:Cluster": [["masterPassword"]],
    "aws:secretsmanager/secretVersion:SecretVersion": [["secretBinary"], ["secretString"]],
    [SSM_PARAMETER]: [["value"]],
    "kubernetes:core/v1:Secret": [["data"], ["stringData"]],
};

/** Values of a chart whose names say that they are credentials. */
function namedSecrets(values: unknown, path: Path): Path[] {
    if (Array.isArray(values)) return values.flatMap((item, index) => namedSecrets(item, [...path, index]));
    return Object.entries(fields(values)).flatMap(([key, value]) => {
        const here = [...path, key];
        if (typeof value === "string")
            return isSecretName(key) && !isPointer(value) && !namesSecret(key, value) ? [here] : [];
        return namedSecrets(value, here);
    });
}

/** A map is a credential value by value. */
function credentials({ type, props }: Subject): Path[] {
    if (type === RELEASE) return namedSecrets(props["values"], ["values"]);
    if (type === SSM_PARAMETER && textOr(props["type"]) !== "SecureString") return [];
    return (INPUTS[type] ?? []).flatMap((path) => {
        const value = at(props, ...path);
        if (isFields(value)) return Object.keys(value).map((key) => [...path, key]);
        return value === undefined ? [] : [path];
    });
}

/** Where credentials stand that are not marked. Nothing is marked in a manifest, and so nothing is missing there. */
function unmarked(subject: Subject): Path[] {
    const { resource, prefix } = subject;
    if (resource.secretPaths === undefined) return [];
    return credentials(subject).filter((path) => !isSecretPath(resource, `${prefix}${pathText(path)}`));
}

export const rule = defineRule({
    name: "pulumi-secretness",
    title: "Credentials in inputs are marked as secrets",
    rationale: "Pulumi encrypts in state, and masks in output, only what it was told is secret.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    types: [...Object.keys(INPUTS), RELEASE],
    check(subject, verdict) {
        for (const path of unmarked(subject)) {
            const place = pathText(path);
            // What is not known yet comes without its mark.
            if (at(subject.props, ...path.map(String)) === UNKNOWN) verdict.unknown(place);
            else
                verdict.bad({
                    message: `${place} is not marked as a secret: it would stand in plain text in the state and in every diff`,
                    remedy: `pulumi.secret(...)   // or config.requireSecret(...), around what becomes ${place}`,
                });
        }
    },
    fix: (subject) => unmarked(subject).map((path) => ({ path, secret: true })),
});
