/**
 * The rules that speak CEL, as ValidatingAdmissionPolicies: one policy for each group of kinds and level, and in it one
 * validation for each rule, so that a refusal names the rule.
 */
import { activeRules, type ActiveRule } from "../engine/active.ts";
import type { Rule } from "../rule.ts";
import { tierOf, type PolicySettings } from "../types.ts";
import { celText, type CelCheck, type Matched } from "./cel.ts";
import { matchedKinds, type ResourceRule } from "./matched.ts";

export interface Validation {
    readonly expression: string;
    /** Stands in where the expression's text has a line break or is too long. */
    readonly message: string;
    readonly messageExpression: string;
}

export interface NamedExpression {
    readonly name: string;
    readonly expression: string;
}

export interface AdmissionPolicy {
    readonly name: string;
    readonly matched: Matched;
    /** What becomes of an object that a validation finds at fault. */
    readonly actions: readonly ("Deny" | "Warn" | "Audit")[];
    readonly rules: readonly ResourceRule[];
    readonly conditions: readonly NamedExpression[];
    readonly variables: readonly NamedExpression[];
    readonly validations: readonly Validation[];
}

const LEVELS = ["mandatory", "advisory"] as const;
type Level = (typeof LEVELS)[number];

/** What one rule says about one group of kinds at one level. */
interface Statement {
    readonly rule: ActiveRule;
    readonly matched: Matched;
    readonly level: Level;
    readonly check: CelCheck;
    /** List of messages. */
    readonly faults: string;
}

export function admissionPolicies(rules: readonly Rule[], settings: PolicySettings): AdmissionPolicy[] {
    const blocks = tierOf(settings.environment) !== "dev";
    const statements = activeRules(rules, settings).flatMap((rule) => statementsOf(rule, blocks));
    return (["pods", "ingresses", "namespaces"] as const).flatMap((matched) =>
        LEVELS.flatMap((level) => {
            const same = statements.filter((each) => each.matched === matched && each.level === level);
            return same.length === 0 ? [] : [policyOf(matched, level, same)];
        }),
    );
}

function statementsOf(rule: ActiveRule, blocks: boolean): Statement[] {
    return Object.entries(rule.cel?.() ?? {}).flatMap(([key, check]) => {
        const matched = key as Matched;
        const levels: [Level, string | undefined][] = [
            [blocks ? rule.level : "advisory", check.faults],
            ["advisory", check.mild],
        ];
        return LEVELS.flatMap((level) => {
            const lists = levels.flatMap(([each, list]) => (each === level && list !== undefined ? [`(${list})`] : []));
            return lists.length === 0 ? [] : [{ rule, matched, level, check, faults: lists.join(" + ") }];
        });
    });
}

function policyOf(matched: Matched, level: Level, statements: readonly Statement[]): AdmissionPolicy {
    const { rules, judged, conditions, identity, variables } = matchedKinds[matched];
    return {
        name: `strata-${matched}-${level}`,
        matched,
        actions: level === "mandatory" ? ["Deny", "Audit"] : ["Warn", "Audit"],
        rules,
        conditions: named({
            "changes-what-is-judged": `request.operation == "CREATE" || ${judged("object")} != ${judged("oldObject")}`,
            ...conditions,
        }),
        variables: variablesOf({ ...variables, identity }, statements),
        validations: statements.map(validationOf),
    };
}

/** A variable may use those before it, so the rules' own come last. */
function variablesOf(shared: Readonly<Record<string, string>>, statements: readonly Statement[]): NamedExpression[] {
    const found = new Map(Object.entries(shared));
    for (const statement of statements) {
        const { rule, check, matched, faults } = statement;
        const serving = matched === "pods" && rule.pods === "serving";
        const own = {
            ...check.variables,
            [variableOf(statement)]: serving ? `variables.serving ? (${faults}) : []` : faults,
        };
        for (const [name, expression] of Object.entries(own)) {
            if ((found.get(name) ?? expression) !== expression)
                throw new Error(`${rule.rule.name}: there is another variable "${name}" in CEL; choose another name`);
            found.set(name, expression);
        }
    }
    return named(Object.fromEntries(found));
}

function named(expressions: Readonly<Record<string, string>>): NamedExpression[] {
    return Object.entries(expressions).map(([name, expression]) => ({ name, expression }));
}

/** k8s-memory-limits is k8sMemoryLimits. */
function variableOf({ rule }: Statement): string {
    return rule.rule.name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

function validationOf(statement: Statement): Validation {
    const { name, title } = statement.rule.rule;
    const faults = `variables.${variableOf(statement)}`;
    return {
        expression: `size(${faults}) == 0 || variables.identity.matches(params.?data[?${celText(name)}].orValue("^$"))`,
        message: `${name}: ${title}`,
        messageExpression: `${celText(`${name}: `)} + ${faults}.join("; ")`,
    };
}
