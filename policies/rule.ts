/** What a rule is: data about itself, and predicates over pods, objects, the stack or the judgement. */
import type { z } from "zod";
import type { Cel } from "./admission/cel.ts";
import type { PodSubject, Stack } from "./model/stack.ts";
import type { Subject } from "./model/subject.ts";
import type { Audit } from "./engine/audit.ts";
import type { Edit } from "./shared/edit.ts";
import type { Environment, Level, Tier } from "./types.ts";
import { tierOf } from "./types.ts";

export interface Violation {
    /** The container or field, the value found, what is wanted. */
    readonly message: string;
    /** Something to paste. */
    readonly remedy: string;
    /** Where this one is milder, or harder, than the rule itself. */
    readonly level?: "mandatory" | "advisory";
}

/** Where a predicate says what it found; nothing said is "ok". Bad wins over unknown. */
export interface Verdict {
    bad(violation: Violation): void;
    /** Something that must be there is not; a Patch object, which holds a part only, is not blamed. */
    missing(violation: Violation): void;
    unknown(path: string): void;
}

export interface Context<O> {
    readonly options: O;
    readonly environment: Environment;
    readonly tier: Tier;
    /** YYYY-MM-DD. */
    readonly today: string;
    /** Everything known: the whole stack for rules that join, else the subject's own resource. */
    readonly stack: Stack;
}

export type Report = (subject: Subject) => Verdict;

/** A recommendation that the rule answers, by the number it has there. */
export interface Standard {
    readonly framework: "CIS EKS" | "CIS AWS" | "NSA/CISA Kubernetes Hardening" | "Pod Security Standards";
    readonly id: string;
}

/** "serving" leaves out jobs and pods that run to their end. */
export type PodSelection = "all" | "serving";

export interface RuleSpec<S extends z.ZodType> {
    readonly name: string;
    readonly title: string;
    readonly rationale: string;
    readonly levels: Readonly<Record<Tier, Exclude<Level, "remediate">>>;
    /** Only those that were looked up. */
    readonly standards?: readonly Standard[];
    /** In prod and dr only an exemption in the stack's config counts, not one on the object itself. */
    readonly configOnlyExemption?: boolean;
    /** Strict, with a default for every option; defaults may differ by tier. */
    readonly options: (tier: Tier) => S;
    /** Needs the other resources, and is therefore judged when all of them are known. */
    readonly joins?: (options: z.output<S>) => boolean;
    readonly pods?: PodSelection;
    readonly checkPod?: (subject: PodSubject, verdict: Verdict, context: Context<z.output<S>>) => void;
    /** Type tokens without Patch and List; * stands for a part. */
    readonly types?: readonly string[];
    readonly check?: (subject: Subject, verdict: Verdict, context: Context<z.output<S>>) => void;
    readonly checkStack?: (report: Report, context: Context<z.output<S>>) => void;
    /** What would make the subject obey; only additions that take nothing away and are right for everybody. */
    readonly fix?: (subject: Subject, context: Context<z.output<S>>) => readonly Edit[];
    /** Judges the settings and exemptions after all other rules. */
    readonly checkAudit?: (audit: Audit) => void;
    /** The same for the API server, as far as one object alone tells it: see admission/. */
    readonly cel?: (options: z.output<S>) => Cel;
}

/** A rule's predicates with its options already read. */
export interface ReadyRule {
    readonly rule: Rule;
    readonly joins: boolean;
    readonly pods?: PodSelection;
    readonly types: readonly string[];
    checkPod(subject: PodSubject, verdict: Verdict, stack: Stack): void;
    check(subject: Subject, verdict: Verdict, stack: Stack): void;
    readonly checkStack?: (report: Report, stack: Stack) => void;
    fix(subject: Subject, stack: Stack): readonly Edit[];
    readonly checkAudit?: (audit: Audit) => void;
    readonly cel?: () => Cel;
}

export interface Rule {
    readonly name: string;
    readonly title: string;
    readonly rationale: string;
    readonly levels: Readonly<Record<Tier, Exclude<Level, "remediate">>>;
    readonly standards: readonly Standard[];
    readonly configOnlyExemption: boolean;
    /** Whether there is anything that the rule can mend itself. */
    readonly fixes: boolean;
    options(tier: Tier): z.ZodType;
    ready(environment: Environment, options: unknown, today: string): ReadyRule;
}

/** Options that do not fit are policy-config-known's finding; here the defaults stand in for them. */
function readOptions<S extends z.ZodType>(schema: S, written: unknown): z.output<S> {
    const read = schema.safeParse(written ?? {});
    return read.success ? read.data : schema.parse({});
}

function once<T>(ask: () => T): () => T {
    let known: { readonly value: T } | undefined;
    return () => (known ??= { value: ask() }).value;
}

export function defineRule<S extends z.ZodType>(spec: RuleSpec<S>): Rule {
    const { name, title, rationale, levels, standards = [], configOnlyExemption = false } = spec;
    // Building a schema costs more than judging a resource does.
    const schemas = new Map<Tier, S>();
    const schemaFor = (tier: Tier): S => {
        const schema = schemas.get(tier) ?? spec.options(tier);
        schemas.set(tier, schema);
        return schema;
    };
    return {
        name,
        title,
        rationale,
        levels,
        standards,
        configOnlyExemption,
        fixes: spec.fix !== undefined,
        options: schemaFor,
        ready(environment, written, today) {
            const tier = tierOf(environment);
            // Most rules have nothing to look at in most stacks, and reading options is what costs them most.
            const options = once(() => readOptions(schemaFor(tier), written));
            const joins = once(() => spec.checkStack !== undefined || (spec.joins?.(options()) ?? false));
            const context = (stack: Stack): Context<z.output<S>> => ({
                options: options(),
                environment,
                tier,
                today,
                stack,
            });
            return {
                rule: this,
                get joins() {
                    return joins();
                },
                ...(spec.pods === undefined ? {} : { pods: spec.pods }),
                types: spec.types ?? [],
                checkPod: (subject, verdict, stack) => spec.checkPod?.(subject, verdict, context(stack)),
                check: (subject, verdict, stack) => spec.check?.(subject, verdict, context(stack)),
                ...(spec.checkStack === undefined
                    ? {}
                    : { checkStack: (report: Report, stack: Stack) => spec.checkStack?.(report, context(stack)) }),
                fix: (subject, stack) => spec.fix?.(subject, context(stack)) ?? [],
                ...(spec.checkAudit === undefined ? {} : { checkAudit: spec.checkAudit }),
                ...(spec.cel === undefined ? {} : { cel: () => spec.cel?.(options()) ?? {} }),
            };
        },
    };
}
