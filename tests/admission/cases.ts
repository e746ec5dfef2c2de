/** The fixtures of the rules that speak CEL, object by object: what each rule says of each, and the object to send. */
import { admissionPolicies, type AdmissionPolicy } from "../../policies/admission/admission-policies.ts";
import { judge, tierOf, type PolicyResource, type PolicySettings, type Rule } from "../../policies/judge.ts";
import { rules } from "../../policies/rules/index.ts";
import { at, fields, items, textOr, type Fields } from "../../policies/read.ts";
import { UNKNOWN } from "../../policies/unknown.ts";
import type { Case } from "../policies/fixture.ts";
import { resources } from "../policies/manifests.ts";
import { fixtureOf, settingsOf } from "../policies/run-case.ts";
import { completions } from "./complete.ts";

export const LABEL = "admission-test";

export interface Sent {
    readonly rule: string;
    readonly title: string;
    readonly object: Fields;
    /** What the API server has to do. */
    readonly expected: "refuse" | "warn" | "let in";
    readonly messages: readonly string[];
    /** Nothing could be added to it without changing the verdict: the API server itself may refuse it. */
    readonly partial: boolean;
}

export interface Group {
    readonly label: Readonly<Record<string, string>>;
    readonly policies: readonly AdmissionPolicy[];
    readonly sent: readonly Sent[];
}

/** One group for each rule and each setting that its cases ask for: a label keeps them apart. */
export async function groups(): Promise<Group[]> {
    const found = await Promise.all(rules.map(groupsOf));
    return found.flat().map(({ settings, rule, cases }, index) => {
        const label = { [LABEL]: `g${index}` };
        const policies = admissionPolicies([rule], settings).map((policy) => ({
            ...policy,
            name: `${policy.name}-g${index}`,
        }));
        const sent = cases.flatMap((test) =>
            resources(test.yaml).flatMap((resource) => objectsOf(rule, test, settings, resource, label)),
        );
        return { label, policies, sent };
    });
}

interface Settled {
    readonly rule: Rule;
    readonly settings: PolicySettings;
    readonly cases: Case[];
}

async function groupsOf(rule: Rule): Promise<Settled[]> {
    if (rule.ready("prod", undefined, "2026-06-01").cel === undefined) return [];
    const fixture = await fixtureOf(rule.name);
    const bySettings = new Map<string, Settled>();
    for (const test of [...fixture.pass, ...fixture.fail]) {
        const settings = settingsOf(rule.name, test);
        const key = JSON.stringify(settings);
        const group = bySettings.get(key) ?? { rule, settings, cases: [] };
        bySettings.set(key, group);
        group.cases.push(test);
    }
    return [...bySettings.values()];
}

/** A List is as many objects; of a patch the API server would judge what comes of it. */
function objectsOf(
    rule: Rule,
    test: Case,
    settings: PolicySettings,
    resource: PolicyResource,
    label: Readonly<Record<string, string>>,
): Sent[] {
    const { type, props } = resource;
    if (holdsUnknown(props)) return [];
    if (!type.startsWith("kubernetes:") || type.startsWith("kubernetes:helm.sh/") || type.endsWith("Patch")) return [];
    if (textOr(props["kind"]).endsWith("List")) {
        return items(props["items"]).flatMap((item) =>
            objectsOf(rule, test, settings, { ...resource, type: tokenOf(item), props: fields(item) }, label),
        );
    }
    const verdict = (object: Fields): string[] =>
        judge([rule], [{ ...resource, props: object }], settings).map(({ level, message }) => `${level}: ${message}`);
    const said = verdict(props);
    const all = completions(props);
    const same = all.find((object) => verdict(object).join("\n") === said.join("\n"));
    const object = same ?? all[0] ?? props;
    const blocks = tierOf(settings.environment) !== "dev" && said.some((each) => each.startsWith("mandatory"));
    return [
        {
            rule: rule.name,
            title: test.title,
            object: labelled(object, label),
            expected: said.length === 0 || test.admission !== undefined ? "let in" : blocks ? "refuse" : "warn",
            messages: said,
            partial: same === undefined,
        },
    ];
}

function tokenOf(object: unknown): string {
    const apiVersion = textOr(at(object, "apiVersion"));
    return `kubernetes:${apiVersion === "v1" ? "core/v1" : apiVersion}:${textOr(at(object, "kind"))}`;
}

function labelled(object: Fields, label: Readonly<Record<string, string>>): Fields {
    const metadata = fields(object["metadata"]);
    return { ...object, metadata: { ...metadata, labels: { ...fields(metadata["labels"]), ...label } } };
}

/** Nothing is unknown to the API server. */
function holdsUnknown(value: unknown): boolean {
    if (typeof value !== "object" || value === null) return value === UNKNOWN;
    return Object.values(value).some(holdsUnknown);
}
