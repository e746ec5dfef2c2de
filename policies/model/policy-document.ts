/**
 * Policy documents of AWS (roles, buckets, topics, queues, keys): JSON or an object, one statement or several, a word
 * or a list of words. Nothing here judges; UNKNOWN stands for what is not known yet, a word or a whole list of them.
 */
import { at, fields, isFields, isPresent, text, type Maybe } from "../read.ts";
import { UNKNOWN, type Unknown } from "../unknown.ts";

export type Words = readonly (string | Unknown)[];

export interface Principal {
    /** "AWS", "Service", "Federated" or "CanonicalUser"; "*" for anyone; "" where not even that is known. */
    readonly kind: string;
    readonly value: string | Unknown;
}

export interface Condition {
    /** As written, such as "Bool" or "ForAnyValue:StringLike". */
    readonly operator: string;
    /** In lower case, because AWS takes any. */
    readonly key: string;
    readonly values: Words;
}

export interface Statement {
    /** Where it is in the document: "Statement[0]". */
    readonly path: string;
    /** How messages call it: by its Sid, else by its place. */
    readonly title: string;
    readonly effect: Maybe<string>;
    readonly actions: Words;
    readonly notActions: Words;
    readonly resources: Words;
    readonly notResources: Words;
    readonly principals: readonly Principal[];
    readonly notPrincipals: readonly Principal[];
    readonly conditions: readonly Condition[] | Unknown;
}

/** undefined where there is none. */
export type PolicyDocument = readonly Statement[] | "invalid" | Unknown | undefined;

export function policyDocument(value: unknown): PolicyDocument {
    if (!isPresent(value)) return undefined;
    if (value === UNKNOWN) return UNKNOWN;
    const document = typeof value === "string" ? parsed(value) : value;
    const written = at(document, "Statement");
    if (written === UNKNOWN) return UNKNOWN;
    const statements = Array.isArray(written) ? written : [written];
    if (statements.includes(UNKNOWN)) return UNKNOWN;
    return statements.every(isFields) ? statements.map(statement) : "invalid";
}

function parsed(json: string): unknown {
    try {
        return JSON.parse(json);
    } catch {
        return undefined;
    }
}

function statement(written: unknown, index: number): Statement {
    const path = `Statement[${index}]`;
    const sid = text(at(written, "Sid"));
    return {
        path,
        title: typeof sid === "string" && sid !== "" ? `statement "${sid}"` : path,
        effect: text(at(written, "Effect")),
        actions: words(at(written, "Action")),
        notActions: words(at(written, "NotAction")),
        resources: words(at(written, "Resource")),
        notResources: words(at(written, "NotResource")),
        principals: principals(at(written, "Principal")),
        notPrincipals: principals(at(written, "NotPrincipal")),
        conditions: conditions(at(written, "Condition")),
    };
}

function words(value: unknown): Words {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return list.map(text).filter((word) => word !== undefined);
}

function principals(value: unknown): Principal[] {
    if (isFields(value))
        return Object.entries(value).flatMap(([kind, names]) => words(names).map((name) => ({ kind, value: name })));
    return words(value).map((name) => ({ kind: name === UNKNOWN ? "" : name, value: name }));
}

function conditions(value: unknown): readonly Condition[] | Unknown {
    if (value === UNKNOWN) return UNKNOWN;
    const operators = Object.entries(fields(value));
    if (operators.some(([, keys]) => keys === UNKNOWN)) return UNKNOWN;
    return operators.flatMap(([operator, keys]) =>
        Object.entries(fields(keys)).map(([key, values]) => ({
            operator,
            key: key.toLowerCase(),
            values: words(values),
        })),
    );
}

/** Everyone in the world, whatever account they are of. */
export function isAnyone({ kind, value }: Principal): boolean {
    return value === "*" && (kind === "*" || kind === "AWS");
}

/** Whether a pattern of actions takes in the action, which may be a pattern itself: "s3:*" takes in "s3:Get*". */
export function coversAction(pattern: string, action: string): boolean {
    return matchesWildcards(pattern.toLowerCase(), action.toLowerCase());
}

/** The same for ARNs, in which case counts. */
export function coversResource(pattern: string, arn: string): boolean {
    return matchesWildcards(pattern, arn);
}

/** * stands for any text, ? for one character; on a mismatch the last * takes one character more. */
function matchesWildcards(pattern: string, name: string): boolean {
    let [inPattern, inName] = [0, 0];
    let star = -1;
    let afterStar = 0;
    while (inName < name.length) {
        const wanted = pattern[inPattern];
        if (wanted === "*") {
            star = inPattern++;
            afterStar = inName;
        } else if (wanted === name[inName] || (wanted === "?" && name[inName] !== "*")) {
            inPattern++;
            inName++;
        } else if (star >= 0) {
            inPattern = star + 1;
            inName = ++afterStar;
        } else return false;
    }
    while (pattern[inPattern] === "*") inPattern++;
    return inPattern === pattern.length;
}
