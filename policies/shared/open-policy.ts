/** Policies of resources that anyone in the world may use: of a key, a repository, a role. */
import { isAnyone, policyDocument, type Condition, type Statement } from "../model/policy-document.ts";
import type { Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

/** Keys by which a condition says whose call it is. */
const WHOSE = new Set([
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "kms:calleraccount",
]);

/** Such as StringEquals or ForAnyValue:ArnLike; with IfExists a call that does not say passes, and Not lets others in. */
const BINDS = /^(?:(?:ForAnyValue|ForAllValues):)?(?:String|Arn)(?:Equals|Like|EqualsIgnoreCase)$/;

/** Whether a condition narrows a statement to known callers. */
export function saysWhose({ operator, key, values }: Condition): boolean {
    return BINDS.test(operator) && WHOSE.has(key) && values.length > 0 && !values.includes("*");
}

export interface OpenPolicy {
    /** Input that holds the document. */
    readonly path: string;
    readonly value: unknown;
    /** What somebody gets who is let in. */
    readonly why: string;
}

function isOpen({ principals, conditions }: Statement): boolean {
    return principals.some(isAnyone) && conditions !== UNKNOWN && !conditions.some(saysWhose);
}

function mayBeOpen({ principals, conditions }: Statement): boolean {
    return principals.some((each) => each.value === UNKNOWN) || (principals.some(isAnyone) && conditions === UNKNOWN);
}

export function judgeOpenPolicy({ path, value, why }: OpenPolicy, verdict: Verdict): void {
    const document = policyDocument(value);
    if (document === undefined) return;
    if (document === UNKNOWN) {
        verdict.unknown(path);
        return;
    }
    if (document === "invalid") {
        verdict.bad({
            message: `${path} is no policy document`,
            remedy: `${path}: JSON.stringify({ ... }),`,
        });
        return;
    }
    for (const statement of document) {
        if (statement.effect === "Deny") continue;
        if (isOpen(statement))
            verdict.bad({
                message: `${path}: ${statement.title} lets anyone in the world ${why}`,
                remedy: 'Condition: { StringEquals: { "aws:PrincipalAccount": accountId } },   // or a principal by its ARN',
            });
        else if (mayBeOpen(statement)) verdict.unknown(`${path}: ${statement.title}`);
    }
}
