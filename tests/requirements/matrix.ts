/** Which requirement stands in the title of which test: docs/requirements.md. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { classes, prefixes, readRequirements, type Requirement } from "./classes.ts";

const root = new URL("../../", import.meta.url);

/** Titles by id. */
export type Proofs = ReadonlyMap<string, readonly string[]>;

export function requirementMatrix(): string {
    return describeMatrix(readRequirements(), readProofs(testTitles()));
}

/** As mocha sees them, so that titles made in loops count; a dry run runs no test. Skipped ones are not among them. */
function testTitles(): readonly string[] {
    const mocha = fileURLToPath(new URL("node_modules/mocha/bin/mocha.js", root));
    const args = [mocha, "--no-config", "--dry-run", "--reporter", "json", "tests/**/*.test.ts"];
    const text = execFileSync(process.execPath, args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28 });
    const { passes } = JSON.parse(text) as { readonly passes: readonly { readonly title: string }[] };
    return passes.map(({ title }) => title);
}

/** `PMS-47 PMS-50 one Deployment each` proves two. */
export function readProofs(titles: readonly string[]): Proofs {
    const proofs = new Map<string, string[]>();
    for (const title of titles) {
        const [start = ""] = /^(?:[A-Z]+-\d+[, ]+)+/.exec(title) ?? [];
        const rest = title.slice(start.length);
        for (const [id] of start.matchAll(/[A-Z]+-\d+/g)) {
            const known = proofs.get(id);
            if (known === undefined) proofs.set(id, [rest]);
            else if (!known.includes(rest)) known.push(rest);
        }
    }
    return proofs;
}

/** @throws where a title names what is no requirement: a typing error would prove nothing. */
export function describeMatrix(requirements: readonly Requirement[], proofs: Proofs): string {
    const known = new Set(requirements.map(({ id }) => id));
    const unknown = [...proofs.keys()].filter((id) => !known.has(id));
    if (unknown.length > 0)
        throw new Error(`titles of tests name requirements that do not exist: ${unknown.join(", ")}`);

    const bySystem = Object.entries(prefixes).map(([system, prefix]) => ({
        system,
        all: requirements.filter(({ id }) => id.startsWith(`${prefix}-`)),
    }));
    const counts = (all: readonly Requirement[]): readonly string[] =>
        classes.map((name) => {
            const same = all.filter((requirement) => requirement.class === name);
            return `${same.filter(({ id }) => proofs.has(id)).length} of ${same.length}`;
        });
    const rows = [
        ["System", ...classes],
        ["---", ...classes.map(() => "---:")],
        ...bySystem.map(({ system, all }) => [system, ...counts(all)]),
        ["Together", ...counts(requirements)],
    ];
    return [
        "# Requirements",
        "Generated from the titles of the tests (`npm run generate`). A requirement is proven when its id stands at the start of the title of a test; `make test`, `make test-engine` and `make test-alerts` run them. Each has a class: an object of the cluster or the cloud, a command, a document, or superseded, which is something that was decided otherwise. `tests/requirements/classes.tsv` says of each what is asserted and where, and why it was decided otherwise.",
        rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n"),
        ...bySystem.flatMap(({ system, all }) => [`## ${system}`, ...describeSystem(all, proofs)]),
    ].join("\n\n");
}

function describeSystem(all: readonly Requirement[], proofs: Proofs): readonly string[] {
    const proven = all.filter(({ id }) => proofs.has(id));
    const open = classes.flatMap((name) => {
        const ids = all.filter((requirement) => requirement.class === name && !proofs.has(requirement.id));
        return ids.length === 0 ? [] : [`- ${name}: ${ids.map(({ id }) => id).join(", ")}`];
    });
    return [
        ...(proven.length === 0 ? [] : ["### Proven", proven.map((one) => describeProof(one, proofs)).join("\n")]),
        ...(open.length === 0 ? [] : ["### Open", open.join("\n")]),
    ];
}

function describeProof({ id, class: name }: Requirement, proofs: Proofs): string {
    const titles = (proofs.get(id) ?? []).map(escape);
    const start = `- **${id}**${name === "object" ? "" : ` (${name})`}`;
    const [first = ""] = titles;
    return titles.length === 1 ? `${start} ${first}` : [start, ...titles.map((title) => `    - ${title}`)].join("\n");
}

/** A title is text, not markdown. */
const escape = (title: string): string => title.replaceAll(/[\\`*_<>[\]|]/g, (mark) => `\\${mark}`);
