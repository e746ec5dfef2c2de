/** What rules at level "remediate" change before a resource is judged. */
import { isPodSubject, stackOf, type Stack } from "../model/stack.ts";
import { subjectsOf, type Subject } from "../model/subject.ts";
import { matchesPattern } from "../model/pattern.ts";
import type { ReadyRule, Rule } from "../rule.ts";
import { edited, pathText, type Edit } from "../shared/edit.ts";
import type { PolicyFinding, PolicyResource, PolicySettings } from "../types.ts";
import { createLedger } from "./exemptions.ts";

export interface Remedy {
    readonly rule: string;
    readonly edit: Edit;
}

export type Remedies = (resource: PolicyResource) => readonly Remedy[];

export function createRemedies(rules: readonly Rule[], settings: PolicySettings): Remedies {
    const byName = new Map(rules.map((rule) => [rule.name, rule]));
    const active = rules
        .filter((rule) => rule.fixes && settings.levels[rule.name] === "remediate")
        .map((rule) => rule.ready(settings.environment, settings.options[rule.name], settings.today));
    if (active.length === 0) return () => [];
    return (resource) => {
        const subjects = subjectsOf(resource);
        const [subject, ...others] = subjects;
        // A List holds objects of many: each of them is mended where it is written.
        if (subject === undefined || others.length > 0 || subject.prefix !== "") return [];
        // A part says nothing of what it leaves out.
        if (subject.kube?.patch === true) return [];
        const ledger = createLedger(byName, settings);
        ledger.enter(subject);
        const stack = stackOf(subjects);
        return active
            .filter((ready) => concerns(ready, subject) && ledger.claim(ready.rule, subject) === undefined)
            .flatMap((ready) => editsOf(ready, subject, stack).map((edit) => ({ rule: ready.rule.name, edit })));
    };
}

function concerns({ pods, types }: ReadyRule, subject: Subject): boolean {
    if (pods !== undefined && isPodSubject(subject) && (pods === "all" || subject.pod.serving)) return true;
    return types.some((pattern) => matchesPattern(pattern, subject.type));
}

/** A fault of the rule is told where it judges; here it changes nothing. */
function editsOf(ready: ReadyRule, subject: Subject, stack: Stack): readonly Edit[] {
    try {
        return ready.fix(subject, stack);
    } catch {
        return [];
    }
}

/** The resource as the engine would go on with it. */
export function remedied(resource: PolicyResource, remedies: readonly Remedy[]): PolicyResource {
    let props: unknown = resource.props;
    const secretPaths = [...(resource.secretPaths ?? [])];
    for (const { edit } of remedies) {
        if ("secret" in edit) secretPaths.push(pathText(edit.path));
        else props = edited(props, edit.path, () => edit.value);
    }
    return { ...resource, props: props as PolicyResource["props"], secretPaths };
}

/** What a preview says about them, because the program that is read does not show it. */
export function remedyFindings({ urn, type }: PolicyResource, remedies: readonly Remedy[]): PolicyFinding[] {
    return remedies.map(({ rule, edit }) => {
        const what = "secret" in edit ? "is marked as a secret" : `is set to ${JSON.stringify(edit.value)}`;
        return {
            rule,
            level: "advisory",
            outcome: "fail",
            urn,
            type,
            message: `${pathText(edit.path)} ${what} when it is deployed`,
            remedy: "Write it in the program, so that what is read is what runs.",
            exempt: false,
        };
    });
}
