import { coversAction, policyDocument, type Condition, type Statement } from "../model/policy-document.ts";
import { noOptions } from "../options.ts";
import { at, show } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { judgeOpenPolicy, saysWhose } from "../shared/open-policy.ts";
import { UNKNOWN } from "../unknown.ts";

const PATH = "assumeRolePolicy";
const WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity";
const POD_IDENTITY = "pods.eks.amazonaws.com";

/** IfExists lets a token pass that says nothing, Not lets all others pass. */
const BINDS = /^(?:ForAnyValue:)?String(?:Equals|EqualsIgnoreCase|Like)$/;
/** One namespace, by its whole name. */
const SERVICE_ACCOUNT = /^system:serviceaccount:[^:*?]+:[^:]+$/;
/** One repository of one owner, and which of its runs. */
const REPOSITORY = /^repo:[^:/*?]+\/[^:/*?]+:./;
const ANYTHING = /^[*?]*$/;

/** Whether the pattern of subjects names somebody. */
function pins(subject: string): boolean {
    if (subject.startsWith("system:")) return SERVICE_ACCOUNT.test(subject);
    if (subject.startsWith("repo:")) return REPOSITORY.test(subject);
    return !ANYTHING.test(subject) && !subject.startsWith("*");
}

/** Conditions on a claim of the token, whose name ends the key: "oidc.eks…/id/1:sub". */
function claims(conditions: readonly Condition[], claim: string): Condition[] {
    return conditions.filter(({ operator, key }) => BINDS.test(operator) && key.endsWith(`:${claim}`));
}

function judgeClaim(
    statement: Statement,
    conditions: readonly Condition[],
    claim: "sub" | "aud",
    verdict: Verdict,
): void {
    const about = claims(conditions, claim);
    const values = about.flatMap((condition) => condition.values);
    const holds = claim === "sub" ? pins : (value: string): boolean => !ANYTHING.test(value);
    const loose = values.find((value) => value !== UNKNOWN && !holds(value));
    const remedy =
        'StringEquals: { [`${issuer}:sub`]: "system:serviceaccount:shop:api", [`${issuer}:aud`]: "sts.amazonaws.com" },';
    const where = `${PATH}: ${statement.title}`;
    if (about.length === 0 || values.length === 0)
        verdict.bad({
            message: `${where} asks for no :${claim} of the token: every token of its issuer will do`,
            remedy,
        });
    else if (loose !== undefined) verdict.bad({ message: `${where} takes any :${claim} like ${show(loose)}`, remedy });
    else if (values.includes(UNKNOWN)) verdict.unknown(`${where}: :${claim}`);
}

function judgePods(statement: Statement, conditions: readonly Condition[], verdict: Verdict): void {
    if (conditions.some(saysWhose)) return;
    verdict.bad({
        message: `${PATH}: ${statement.title} trusts pods of any cluster of any account`,
        remedy: 'Condition: { StringEquals: { "aws:SourceAccount": accountId }, ArnEquals: { "aws:SourceArn": clusterArn } },',
    });
}

function judgeStatement(statement: Statement, verdict: Verdict): void {
    const { effect, actions, principals, conditions } = statement;
    if (effect === "Deny") return;
    const byToken =
        principals.some(({ kind }) => kind === "Federated") &&
        actions.some((action) => action !== UNKNOWN && coversAction(action, WEB_IDENTITY));
    const byPod = principals.some(({ kind, value }) => kind === "Service" && value === POD_IDENTITY);
    if (!byToken && !byPod) return;
    if (conditions === UNKNOWN) {
        verdict.unknown(`${PATH}: ${statement.title}`);
        return;
    }
    if (byToken) for (const claim of ["sub", "aud"] as const) judgeClaim(statement, conditions, claim, verdict);
    if (byPod) judgePods(statement, conditions, verdict);
}

export const rule = defineRule({
    name: "aws-iam-irsa-trust",
    title: "A role trusts one ServiceAccount, one repository, one cluster",
    rationale: "A role that trusts an issuer trusts everything that the issuer gives tokens to.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    configOnlyExemption: true,
    options: noOptions,
    types: ["aws:iam/role:Role"],
    check({ props }, verdict) {
        const value = at(props, PATH);
        judgeOpenPolicy({ path: PATH, value, why: "take on the role" }, verdict);
        const document = policyDocument(value);
        if (document === undefined || document === UNKNOWN || document === "invalid") return;
        for (const statement of document) judgeStatement(statement, verdict);
    },
});
