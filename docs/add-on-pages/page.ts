/** One add-on's page: what it is, where it is on, what it takes, what it installs, and what that may do. */
import { readFileSync } from "node:fs";
import { numberOf } from "../../cli/addon/find.ts";
import { needsOf, type AddOn } from "../../components/platform/add-on.ts";
import { optionRows } from "../../config/option-rows.ts";
import { shortType } from "../../preview/recording.ts";
import { metadataOf } from "../../preview/kubernetes-object.ts";
import { at, textOr } from "../../policies/read.ts";
import { block, code, sections, table } from "../policy-pages/markdown.ts";
import { containerSection } from "./containers.ts";
import { networkSection } from "./network.ts";
import { rightsSection } from "./rights.ts";
import type { Place, Subject } from "./subject.ts";

export const fileOf = (addOn: AddOn): string => `${numberOf(addOn)}-${addOn.name}`;

export const linkTo = (addOn: AddOn): string => `[${fileOf(addOn)}](${fileOf(addOn)}.md)`;

export function addOnPage(subject: Subject): string {
    const { addOn, example } = subject;
    return sections([
        `# ${numberOf(addOn)} ${addOn.name}`,
        addOn.summary,
        ...docstring(addOn),
        ...(addOn.knownAs === undefined ? [] : [`In the systems' documents: ${code(addOn.knownAs)}.`]),
        `Code: [${source(addOn)}](../../${source(addOn)}).`,
        ...placeSection(subject),
        ...optionSection(addOn),
        ...chartSection(subject),
        ...namespaceSection(subject),
        ...(example === undefined ? [] : networkSection(example.resources, example.where)),
        ...(example === undefined ? [] : rightsSection(example.resources, example.where)),
        ...containerSection(subject),
        ...registeredSection(subject),
        "[All add-ons](README.md)",
    ]);
}

const source = (addOn: AddOn): string => `components/platform/addons/${fileOf(addOn)}.ts`;

/** What stands above the code for those who read it there. */
function docstring(addOn: AddOn): readonly string[] {
    const text = readFileSync(new URL(`../../${source(addOn)}`, import.meta.url), "utf8");
    const [, comment] = /^\/\*\*([^]*?)\*\//.exec(text) ?? [];
    return comment === undefined
        ? []
        : [
              comment
                  .replaceAll(/\n\s*\* ?/g, " ")
                  .replaceAll(/\s+/g, " ")
                  .trim(),
          ];
}

function placeSection({ addOn, all, places }: Subject): readonly string[] {
    const { needs, needsOn = {}, name } = addOn;
    const byName = new Map(all.map((each) => [each.name, each]));
    const links = (names: readonly string[]): string =>
        names
            .flatMap((each) => byName.get(each) ?? [])
            .map(linkTo)
            .join(", ");
    const further = Object.entries(needsOn).map(([kind, names]) => `on ${kind} also ${links(names)}`);
    const users = all.filter((each) => [...needsOf(each, "eks"), ...needsOf(each, "context")].includes(name));
    return [
        "## Where it stands",
        table(["Stack", "Site", "State", "Wave"], places.map(placeRow)),
        `Needs: ${[links(needs) || "nothing", ...further].join("; ")}. Needed by: ${users.map(linkTo).join(", ") || "nothing"}.`,
    ];
}

function placeRow({ stack, site, state, wave, waves }: Place): readonly string[] {
    const text = { on: `${wave} of ${waves}`, off: `${wave} of ${waves} with every add-on`, "not there": "" }[state];
    return [stack, site, state === "not there" ? "works on AWS only" : state, text];
}

function optionSection(addOn: AddOn): readonly string[] {
    return [
        "## Options",
        table(
            ["Option", "Type", "Default", "What it is"],
            [
                ["`enabled`", "boolean", "", "On or off in place of the default."],
                ...optionRows(addOn.options).map((row) => [
                    code(row.path),
                    row.type,
                    row.default === undefined ? "" : code(row.default),
                    row.description,
                ]),
            ],
        ),
        "Set in `Pulumi.<stack>.yaml`:",
        block(
            "yaml",
            `config:\n  strata:sites:\n    - name: …\n      addOns:\n        ${addOn.name}:\n          enabled: true`,
        ),
    ];
}

function chartSection({ charts }: Subject): readonly string[] {
    if (charts.length === 0) return [];
    return [
        "## Charts",
        table(
            ["Chart", "Version", "Repository", "Release", "Namespace"],
            charts.map((chart) => [
                chart.name,
                code(chart.version),
                chart.repository,
                code(chart.release),
                code(chart.namespace),
            ]),
        ),
    ];
}

function namespaceSection({ addOn: { privileges = {} }, example }: Subject): readonly string[] {
    const made = (example?.resources ?? []).filter(({ type }) => type === "kubernetes:core/v1:Namespace");
    if (made.length === 0) return [];
    return [
        "## Namespaces",
        table(
            ["Namespace", "Pod Security", "Why not restricted"],
            made.map(({ inputs }) => {
                const name = textOr(at(metadataOf(inputs), "name"));
                const level = textOr(at(inputs, "metadata", "labels", "pod-security.kubernetes.io/enforce"));
                return [code(name), level, privileges[name] ?? ""];
            }),
        ),
    ];
}

function registeredSection({ example }: Subject): readonly string[] {
    if (example === undefined) return [];
    const made = example.resources.filter(({ custom }) => custom);
    const kinds = [...Map.groupBy(made, ({ type }) => shortType(type))].map(
        ([kind, group]) => `${kind} ${group.length}`,
    );
    return ["## What it registers", `On ${example.where} ${made.length} resources: ${kinds.toSorted().join(", ")}.`];
}
