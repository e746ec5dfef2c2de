import { coversAction, policyDocument, type Statement } from "../model/policy-document.ts";
import type { Subject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { at, items, show, text } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

/** Managed by AWS, and good for everything or for making oneself more. */
const ADMINISTRATION = /:policy\/(?:AdministratorAccess|PowerUserAccess|IAMFullAccess)$/;
/** "*" and "s3:*". */
const EVERY_ACTION = /^(?:[a-z0-9-]+:)?\*$/i;
/** "*", and ARNs in which nothing but partition and service is said. */
const EVERY_RESOURCE = /^(?:\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:\*)$/;
const PASS_ROLE = "iam:PassRole";

const REMEDY = 'Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::bucket/prefix/*"],';

/** What the statement gives too much of, if it holds for every resource. */
function tooMuch({ actions }: Statement): string | undefined {
    const known = actions.filter((action) => action !== UNKNOWN);
    const every = known.filter((action) => EVERY_ACTION.test(action));
    if (every.length > 0) return every.map(show).join(", ");
    return known.some((action) => coversAction(action, PASS_ROLE)) ? `"${PASS_ROLE}"` : undefined;
}

function judgeStatement(statement: Statement, path: string, verdict: Verdict): void {
    const { title, effect, actions, resources, notActions, notResources } = statement;
    if (effect === "Deny") return;
    if (notActions.length > 0)
        verdict.bad({
            message: `${path}: ${title} allows all but some actions; wanted are those that are needed`,
            remedy: REMEDY,
        });
    if (notResources.length > 0)
        verdict.bad({
            message: `${path}: ${title} allows all but some resources; wanted are those that are needed`,
            remedy: REMEDY,
        });
    const much = tooMuch(statement);
    const everywhere = resources.find((each) => each !== UNKNOWN && EVERY_RESOURCE.test(each));
    if (much !== undefined && everywhere !== undefined)
        verdict.bad({ message: `${path}: ${title} allows ${much} on ${show(everywhere)}`, remedy: REMEDY });
    else if (much !== undefined ? resources.includes(UNKNOWN) : everywhere !== undefined && actions.includes(UNKNOWN))
        verdict.unknown(`${path}: ${title}`);
}

function judgeDocument(value: unknown, path: string, verdict: Verdict): void {
    const document = policyDocument(value);
    if (document === undefined) return;
    if (document === UNKNOWN) {
        verdict.unknown(path);
        return;
    }
    if (document === "invalid") {
        verdict.bad({ message: `${path} is no policy document`, remedy: `${path}: JSON.stringify({ ... }),` });
        return;
    }
    for (const statement of document) judgeStatement(statement, path, verdict);
}

function judgeManaged(value: unknown, path: string, verdict: Verdict): void {
    const arn = text(value);
    // An ARN not known yet is that of a policy which the program makes.
    if (arn !== undefined && arn !== UNKNOWN && ADMINISTRATION.test(arn))
        verdict.bad({ message: `${path} is ${show(arn)}; wanted is a policy with what is needed`, remedy: REMEDY });
}

function judgeRole({ props }: Subject, verdict: Verdict): void {
    const inline = at(props, "inlinePolicies");
    if (inline === UNKNOWN) verdict.unknown("inlinePolicies");
    for (const [index, each] of items(inline).entries())
        judgeDocument(at(each, "policy"), `inlinePolicies[${index}].policy`, verdict);
    for (const [index, each] of items(at(props, "managedPolicyArns")).entries())
        judgeManaged(each, `managedPolicyArns[${index}]`, verdict);
}

export const rule = defineRule({
    name: "aws-iam-no-wildcards",
    title: "Rights in the cloud are named: these actions, on these resources",
    rationale: "What a stolen credential can do is what its policy says, not what its owner does.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    configOnlyExemption: true,
    options: noOptions,
    types: [
        "aws:iam/policy:Policy",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:iam/userPolicy:UserPolicy",
        "aws:iam/groupPolicy:GroupPolicy",
        "aws:iam/role:Role",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "aws:iam/userPolicyAttachment:UserPolicyAttachment",
        "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
        "aws:iam/policyAttachment:PolicyAttachment",
    ],
    check(subject, verdict) {
        const { props } = subject;
        judgeRole(subject, verdict);
        judgeDocument(at(props, "policy"), "policy", verdict);
        judgeManaged(at(props, "policyArn"), "policyArn", verdict);
    },
});
