/** Policies of buckets, queues, topics and file systems that refuse every request without TLS. */
import {
    coversAction,
    coversResource,
    isAnyone,
    type Condition,
    type PolicyDocument,
    type Statement,
    type Words,
} from "../model/policy-document.ts";
import type { Maybe } from "../read.ts";
import { UNKNOWN, type Unknown } from "../unknown.ts";

type Answer = boolean | Unknown;

export interface Refusal {
    /** What must be refused, such as "s3:*". */
    readonly action: string;
    /** ARNs that it must be refused for. @default whatever the policy belongs to */
    readonly resources?: readonly string[];
}

/** What to paste into the policy. */
export function refusalSnippet(action: string, resources: string): string {
    return `{ Sid: "TlsOnly", Effect: "Deny", Principal: { AWS: "*" }, Action: "${action}", Resource: ${resources}, Condition: { Bool: { "aws:SecureTransport": "false" } } }`;
}

/** An exception to a Deny lets plain requests through, so a statement with a second condition does not count. */
export function refusesPlainRequests(document: PolicyDocument, { action, resources }: Refusal): Answer {
    if (document === UNKNOWN) return UNKNOWN;
    if (document === undefined || document === "invalid") return false;
    const refuses = (statement: Statement): Answer =>
        all([
            is(statement.effect, (effect) => effect === "Deny"),
            isForEveryone(statement),
            some(statement.actions, (each) => coversAction(each, action)),
            isForPlainRequests(statement.conditions),
        ]);
    const refusesFor = (statement: Statement, arn: string): Answer =>
        all([refuses(statement), some(statement.resources, (each) => coversResource(partitionless(each), arn))]);
    if (resources === undefined) return any(document.map(refuses));
    return all(resources.map((arn) => any(document.map((statement) => refusesFor(statement, arn)))));
}

/** China and the government have partitions of their own. */
function partitionless(pattern: string): string {
    return pattern.replace(/^arn:aws(-[a-z-]+)?:/, "arn:aws:");
}

function isForEveryone({ principals }: Statement): Answer {
    if (principals.some(isAnyone)) return true;
    return principals.some(({ value }) => value === UNKNOWN) ? UNKNOWN : false;
}

function isForPlainRequests(conditions: readonly Condition[] | Unknown): Answer {
    if (conditions === UNKNOWN) return UNKNOWN;
    const [condition, ...others] = conditions;
    if (condition === undefined || others.length > 0) return false;
    if (condition.key !== "aws:securetransport" || !/^Bool(IfExists)?$/.test(condition.operator)) return false;
    return some(condition.values, (value) => value.toLowerCase() === "false");
}

function some(words: Words, matches: (word: string) => boolean): Answer {
    return any(words.map((word) => is(word, matches)));
}

function is(word: Maybe<string>, matches: (word: string) => boolean): Answer {
    return word === UNKNOWN ? UNKNOWN : word !== undefined && matches(word);
}

function any(answers: readonly Answer[]): Answer {
    if (answers.includes(true)) return true;
    return answers.includes(UNKNOWN) ? UNKNOWN : false;
}

function all(answers: readonly Answer[]): Answer {
    if (answers.includes(false)) return false;
    return answers.includes(UNKNOWN) ? UNKNOWN : true;
}
