/** All pages of docs/addons, made from the add-ons, from what the stacks register, and from their rendered charts. */
import { numberOf } from "../../cli/addon/find.ts";
import type { AddOn } from "../../components/platform/add-on.ts";
import type { ContainerFile } from "../../tests/charts/container-file.ts";
import { sections, table } from "../policy-pages/markdown.ts";
import { addOnPage, fileOf, linkTo } from "./page.ts";
import { describeAddOn, lacking, type Recordings, type Subject } from "./subject.ts";

/** Text by file name. */
export function addOnPages(
    addOns: readonly AddOn[],
    recordings: Recordings,
    file: ContainerFile,
): ReadonlyMap<string, string> {
    const subjects = addOns.map((addOn) => describeAddOn(addOn, addOns, recordings, file));
    return new Map([
        ["README.md", indexPage(subjects)],
        ...subjects.map((subject) => [`${fileOf(subject.addOn)}.md`, addOnPage(subject)] as const),
    ]);
}

function indexPage(subjects: readonly Subject[]): string {
    return sections([
        "# Add-ons",
        "Generated from `components/platform/addons/`, from what the stacks register and from the containers of the rendered charts (`npm run generate`). What installs side by side is one wave: the column has those of prod, and in brackets what would be if every add-on were on. `npx strata addon explain <name>` says the same of a stack of yours.",
        table(
            [
                "No",
                "Add-on",
                "What it is",
                "In documents",
                "On by default",
                "Wave",
                "Containers",
                "Without limits",
                "Without probes",
            ],
            subjects.map(indexRow),
        ),
        "Containers are those of a highly available stack. A probe is for what runs until it is told to stop. What is missing has its reason on the add-on's page; the charts are rendered, and held against this, by `npm run test:charts`.",
    ]);
}

function indexRow(subject: Subject): readonly string[] {
    const { addOn, containers } = subject;
    const count = (names: readonly string[]): string =>
        names.length === 0 ? "0" : `[${names.length}](${fileOf(addOn)}.md#what-is-missing-from-its-chart)`;
    return [
        numberOf(addOn),
        linkTo(addOn),
        addOn.summary,
        addOn.knownAs ?? "",
        defaults(addOn),
        waveText(subject),
        String(containers.highlyAvailable.length),
        count(lacking(subject, ["requests", "limits"])),
        count(lacking(subject, ["livenessProbe", "readinessProbe"])),
    ];
}

const kinds = { context: "an existing cluster", eks: "EKS" } as const;

function defaults({ defaultOn, defaultIn }: AddOn): string {
    const where = defaultOn.length === 2 ? "everywhere" : defaultOn.map((kind) => kinds[kind]).join(", ");
    if (where === "") return "no";
    return defaultIn === undefined ? where : `${where}, in ${defaultIn.join(", ")}`;
}

function waveText({ places }: Subject): string {
    const place = places.find(({ stack }) => stack === "prod");
    if (place === undefined) return "";
    return place.state === "on" ? String(place.wave) : `(${place.wave})`;
}
