/** The containers of an add-on and what they lack, as tables. */
import { sizes, type Size } from "../../tests/charts/container-file.ts";
import { amounts, type ContainerFacts } from "../../tests/charts/containers.ts";
import { code, table } from "../policy-pages/markdown.ts";
import type { Subject } from "./subject.ts";

const titles: Readonly<Record<Size, string>> = {
    single: "local, dev",
    highlyAvailable: "staging, prod, dr",
};

const head = ["Workload", "Container", "Copies", "Budget", "Requests", "Limits", "Probes"];

export function containerSection({ addOn, containers }: Subject): readonly string[] {
    if (sizes.every((size) => containers[size].length === 0)) return [];
    return [
        "## Containers",
        `As the pinned charts were rendered last. Amounts are ${amounts.join(" / ")}.`,
        ...sizes.flatMap((size) => [`On ${titles[size]}:`, table(head, containers[size].map(row))]),
        ...gapLines(addOn),
    ];
}

const row = (facts: ContainerFacts): readonly string[] => [
    code(facts.workload),
    `${code(facts.container)}${facts.role === "app" ? "" : ` (${facts.role})`}`,
    facts.copies,
    facts.budget ?? "",
    facts.requests.join(" / "),
    facts.limits.join(" / "),
    facts.probes.map((probe) => probe.replace("Probe", "")).join(", "),
];

function gapLines({ gaps = [] }: Subject["addOn"]): readonly string[] {
    if (gaps.length === 0) return ["Each has requests and limits, and probes where it runs until it is told to stop."];
    return [
        "## What is missing from its chart",
        table(
            ["Container", "Missing", "Why"],
            gaps.map(({ container, missing, reason }) => [code(container), missing.join(", "), reason]),
        ),
    ];
}
