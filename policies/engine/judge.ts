/**
 * Runs rules over resources. One dispatcher for all rules: which rules look at a type is worked out once per type,
 * what an object is (namespace, pod, containers) once per object.
 */
import { subjectsOf, type Subject } from "../model/subject.ts";
import { isPodSubject, stackOf, type Stack } from "../model/stack.ts";
import { matchesPattern } from "../model/pattern.ts";
import type { Rule, Violation } from "../rule.ts";
import { tierOf, type PolicyFinding, type PolicyResource, type PolicySettings } from "../types.ts";
import { activeRules, type ActiveRule } from "./active.ts";
import type { Audit } from "./audit.ts";
import { Collector } from "./collector.ts";
import { createLedger, type Ledger } from "./exemptions.ts";
import { internalError } from "./internal-error.ts";
import { sortFindings } from "./sort.ts";

export interface Judge {
    /** What can be said of one resource alone, before anything is written. */
    resource(resource: PolicyResource): PolicyFinding[];
    /** What needs all resources: joins, exemptions, settings. */
    stack(resources: readonly PolicyResource[]): PolicyFinding[];
    /** Both at once. */
    all(resources: readonly PolicyResource[]): PolicyFinding[];
}

export function judge(
    rules: readonly Rule[],
    resources: readonly PolicyResource[],
    settings: PolicySettings,
): PolicyFinding[] {
    return createJudge(rules, settings).all(resources);
}

export function createJudge(rules: readonly Rule[], settings: PolicySettings): Judge {
    const byName = new Map(rules.map((rule) => [rule.name, rule]));
    const active = activeRules(rules, settings);
    const dispatcher = createDispatcher(active);
    const run = (resources: readonly PolicyResource[], phase: Phase): PolicyFinding[] => {
        const subjects = resources.flatMap(subjectsOf);
        const court = new Court(settings, createLedger(byName, settings), stackOf(subjects));
        for (const subject of subjects) court.ledger.enter(subject);
        for (const subject of subjects) {
            for (const look of dispatcher.of(subject)) {
                if (phase !== "resource" || !look.rule.joins) court.hear(look, subject);
            }
        }
        if (phase !== "resource") {
            for (const rule of active) court.hearStack(rule);
            // Last: which exemptions did something is known only now.
            for (const rule of active) court.hearAudit(rule, { rules: byName, active });
        }
        const spoken =
            phase === "stack" ? court.findings.filter((each) => dispatcher.isLate(each.rule)) : court.findings;
        return sortFindings(spoken);
    };
    return {
        resource: (resource) => run([resource], "resource"),
        stack: (resources) => run(resources, "stack"),
        all: (resources) => run(resources, "all"),
    };
}

type Phase = "resource" | "stack" | "all";

/** A rule that looks at a subject, and as what. */
interface Look {
    readonly rule: ActiveRule;
    readonly asPod: boolean;
    readonly asType: boolean;
}

interface Dispatcher {
    of(subject: Subject): readonly Look[];
    /** Whether the rule speaks in the stack phase. */
    isLate(rule: string): boolean;
}

function createDispatcher(active: readonly ActiveRule[]): Dispatcher {
    const byName = new Map(active.map((each) => [each.rule.name, each]));
    const known = new Map<string, readonly Look[]>();
    return {
        of(subject) {
            const { pod, type } = subject;
            const key = `${pod === undefined ? "" : pod.serving ? "serving" : "ending"} ${type}`;
            let looks = known.get(key);
            if (looks === undefined) {
                looks = active.flatMap((rule) => {
                    const asPod = rule.pods !== undefined && pod !== undefined && (rule.pods === "all" || pod.serving);
                    const asType = rule.types.some((pattern) => matchesPattern(pattern, type));
                    return asPod || asType ? [{ rule, asPod, asType }] : [];
                });
                known.set(key, looks);
            }
            return looks;
        },
        isLate(name) {
            const rule = byName.get(name);
            return rule !== undefined && (rule.joins || rule.checkAudit !== undefined);
        },
    };
}

/** One sitting: the findings of one run, and the exemptions they met. */
class Court {
    readonly findings: PolicyFinding[] = [];
    readonly settings: PolicySettings;
    readonly ledger: Ledger;
    readonly stack: Stack;

    constructor(settings: PolicySettings, ledger: Ledger, stack: Stack) {
        this.settings = settings;
        this.ledger = ledger;
        this.stack = stack;
    }

    hear({ rule, asPod, asType }: Look, subject: Subject): void {
        const verdict = new Collector(subject);
        try {
            if (asPod && isPodSubject(subject)) {
                rule.checkPod(subject, verdict, this.stack);
                for (const path of subject.pod.unknownPaths) verdict.unknown(path);
            }
            if (asType) rule.check(subject, verdict, this.stack);
        } catch (error) {
            this.fail(rule, subject, error);
        }
        this.settle(rule, verdict);
    }

    hearStack(rule: ActiveRule): void {
        if (rule.checkStack === undefined) return;
        const verdicts = new Map<Subject, Collector>();
        const report = (subject: Subject): Collector => {
            const verdict = verdicts.get(subject) ?? new Collector(subject);
            verdicts.set(subject, verdict);
            return verdict;
        };
        try {
            rule.checkStack(report, this.stack);
        } catch (error) {
            this.fail(rule, this.stackSubject(), error);
        }
        for (const verdict of verdicts.values()) this.settle(rule, verdict);
    }

    hearAudit(rule: ActiveRule, { rules, active }: { rules: Audit["rules"]; active: readonly ActiveRule[] }): void {
        if (rule.checkAudit === undefined) return;
        const verdicts: Collector[] = [];
        try {
            rule.checkAudit({
                rules,
                settings: this.settings,
                tier: tierOf(this.settings.environment),
                exemptions: this.ledger.entries,
                isOn: (name) => active.some((each) => each.rule.name === name),
                on: (entry) => {
                    const verdict = new Collector(entry?.subject ?? this.stackSubject());
                    verdicts.push(verdict);
                    return verdict;
                },
            });
        } catch (error) {
            this.fail(rule, this.stackSubject(), error);
        }
        for (const verdict of verdicts) this.settle(rule, verdict, false);
    }

    /** What is no fault of one resource is reported on the stack. */
    private stackSubject(): Subject {
        const type = "pulumi:pulumi:Stack";
        const resource = { urn: this.stack.urn, type, name: "", props: {}, protect: false, ignoreChanges: [] };
        return this.stack.of(type)[0] ?? { resource, type, props: {}, prefix: "", notes: {} };
    }

    private settle(rule: ActiveRule, verdict: Collector, exemptable = true): void {
        const { subject, violations, unknownPath } = verdict;
        if (violations.length === 0 && unknownPath === undefined) return;
        const { urn, type } = subject.resource;
        const exemption = exemptable ? this.ledger.claim(rule.rule, subject) : undefined;
        const same = {
            rule: rule.rule.name,
            urn,
            type,
            exempt: exemption !== undefined,
            ...(exemption === undefined ? {} : { exemption }),
        };
        for (const { message, remedy, ...violation } of violations) {
            const level = levelOf(rule, violation.level);
            this.findings.push({ ...same, level, outcome: "fail", message: `${where(subject)}${message}`, remedy });
        }
        if (violations.length > 0 || unknownPath === undefined) return;
        const message = `not verifiable in preview: ${subject.prefix}${unknownPath}`;
        const remedy = "The value is judged again when the deployment knows it; a plain value can be judged now.";
        this.findings.push({ ...same, level: "advisory", outcome: "unknown", message, remedy });
    }

    private fail(rule: ActiveRule, subject: Subject, error: unknown): void {
        this.findings.push(internalError(rule.rule.name, subject.resource, this.settings.environment, error));
    }
}

function where(subject: Subject): string {
    return subject.prefix === "" ? "" : `${subject.prefix.slice(0, -1)}: `;
}

function levelOf(rule: ActiveRule, wanted: Violation["level"]): "mandatory" | "advisory" {
    if (wanted === undefined) return rule.level;
    return wanted === "mandatory" && rule.levelIsSet ? rule.level : wanted;
}
