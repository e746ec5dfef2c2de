/** What a bump changes: objects, kinds, Secrets, and charts that Helm renders or refuses. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { chartDiffMarkdown, type PlacedChange } from "./diff-markdown.ts";
import { objectChanges } from "./diff-objects.ts";
import { chartChange, differingReleases } from "./diff-releases.ts";
import { createHelm, helmIsThere } from "./helm.ts";
import type { Release } from "./releases.ts";
import { renderedObjects } from "./rendered.ts";
import { unifiedDiff } from "./unified-diff.ts";

const release = (more: Partial<Release> = {}): Release => ({
    stack: "prod",
    urn: "urn:pulumi:prod::strata::kubernetes:helm.sh/v3:Release::us-kite",
    chart: "kite",
    source: "kite",
    repository: "https://charts.example.com",
    version: "1.0.0",
    name: "kite",
    namespace: "sky",
    values: "{}",
    ...more,
});

const changesOf = (before: string, after: string) =>
    objectChanges(renderedObjects(release(), before), renderedObjects(release(), after));

const diffOf = (changes: readonly PlacedChange[]): string => chartDiffMarkdown({ since: "main", notes: [], changes });

const change = (more: Partial<PlacedChange> = {}): PlacedChange => ({
    chart: "kite",
    from: "1.0.0",
    to: "2.0.0",
    also: [],
    place: "prod us-kite",
    outcome: { added: [], removed: [], changed: [], kinds: [] },
    ...more,
});

const object = (kind: string, name: string, rest = ""): string =>
    `apiVersion: v1\nkind: ${kind}\nmetadata: { name: ${name} }\n${rest}\n`;

describe("what a bump of a chart changes", () => {
    it("is told by object, in the namespace of its release", () => {
        const before = [object("ConfigMap", "string", "data: { length: '1' }"), object("Service", "old")].join("---\n");
        const after = [object("ConfigMap", "string", "data: { length: '2' }"), object("Service", "new")].join("---\n");
        const { added, removed, changed, kinds } = changesOf(before, after);
        expect(added).to.deep.equal(["Service sky/new"]);
        expect(removed).to.deep.equal(["Service sky/old"]);
        expect(kinds).to.be.empty;
        expect(changed.map(({ title }) => title)).to.deep.equal(["ConfigMap sky/string"]);
        const [first] = changed;
        const lines = unifiedDiff(first?.before ?? "", first?.after ?? "");
        expect(lines.filter((line) => /^[-+]/.test(line))).to.deep.equal(['-  length: "1"', '+  length: "2"']);
    });

    it("leaves out the labels in which every chart says its version, also in pods", () => {
        const of = (version: string): string =>
            [
                "apiVersion: apps/v1\nkind: Deployment",
                `metadata: { name: kite, labels: { helm.sh/chart: kite-${version}, app: kite } }`,
                `spec: { template: { metadata: { labels: { app.kubernetes.io/version: "${version}" } } } }`,
            ].join("\n");
        expect(changesOf(of("1"), of("2")).changed).to.be.empty;
        expect(changesOf(of("1"), of("2").replace("app: kite", "app: dragon")).changed).to.have.length(1);
    });

    it("never shows what a Secret holds, only the names of its keys", () => {
        const before = object("Secret", "key", "data: { a: aHVudGVy }\nstringData: { b: hunter1 }");
        const after = object("Secret", "key", "data: { a: aHVudGVyMg== }\nstringData: { c: hunter2 }");
        const { changed } = changesOf(before, after);
        expect(changed).to.have.length(1);
        const text = diffOf([change({ outcome: changesOf(before, after) })]);
        expect(text).to.include("+  c: ").and.to.include("-  b: ");
        expect(text).to.not.match(/hunter|aHVudGVy/);
    });

    it("says of a kind its versions and fields, and nothing of descriptions", () => {
        const kind = (...versions: string[]): string =>
            `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: kites.sky }\nspec: { versions: [${versions.join(", ")}] }\n`;
        const version = (name: string, properties: string, served = true): string =>
            `{ name: ${name}, served: ${served}, schema: { openAPIV3Schema: { properties: ${properties} } } }`;
        const before = kind(
            version("v1beta1", "{}"),
            version("v1", "{ tail: { type: string }, gone: { type: string } }"),
        );
        const after = kind(
            version("v1", "{ tail: { type: integer }, wing: { properties: { span: { type: string } } } }", false),
            version("v2", "{}"),
        );
        const { kinds, changed } = changesOf(before, after);
        expect(changed).to.be.empty;
        expect(kinds).to.deep.equal([
            {
                title: "CustomResourceDefinition kites.sky",
                changes: [
                    "version v2 added",
                    "version v1beta1 removed",
                    "v1: served: true → false",
                    "v1: fields added: wing",
                    "v1: fields removed: gone",
                    "v1: fields changed: tail",
                ],
            },
        ]);
        const described = (text: string): string => kind(version("v1", `{ tail: { description: ${text} } }`));
        expect(changesOf(described("a"), described("b")).kinds[0]?.changes).to.deep.equal([
            "descriptions, or what stands around its versions",
        ]);
    });

    it("is looked for where chart, repository, version or values differ, and where a Release comes or goes", () => {
        const same = release();
        const other = release({ urn: `${same.urn}-2` });
        expect(differingReleases([same], [release()])).to.be.empty;
        for (const more of [{ version: "2" }, { repository: "x" }, { values: "[]" }, { source: "y" }])
            expect(differingReleases([same], [release(more)]), JSON.stringify(more)).to.have.length(1);
        expect(differingReleases([same], [other])).to.deep.equal([
            { before: undefined, after: other },
            { before: same, after: undefined },
        ]);
    });

    it("is told once for stacks where it is the same", () => {
        const text = diffOf([
            change(),
            change({ place: "dev eu-kite" }),
            change({ place: "dr us-kite", from: "0.9.0" }),
        ]);
        expect(text.match(/^#### /gm)).to.have.length(2);
        expect(text).to.include("On `prod us-kite`, `dev eu-kite`.");
        expect(text).to.include("#### `kite` `0.9.0` → `2.0.0`");
    });

    it("is cut where it is long, and says how much", () => {
        const lines = (word: string): string => Array.from({ length: 100 }, (_, index) => `${word}${index}`).join("\n");
        const changed = [{ title: "ConfigMap sky/long", before: lines("old"), after: lines("new") }];
        const text = diffOf([change({ outcome: { added: [], removed: [], changed, kinds: [] } })]);
        expect(text).to.include("… 83 of 203 lines are left out");
        expect(text).to.include("Left out: 83 lines of diffs");
        const many = Array.from({ length: 300 }, (_, index) => ({
            title: `ConfigMap sky/${index}`,
            before: "a",
            after: "b".repeat(290),
        }));
        expect(diffOf([change({ outcome: { added: [], removed: [], changed: many, kinds: [] } })]).length).to.be.below(
            60_000,
        );
    });
});

describe("charts of a folder, two versions side by side", () => {
    let folder: string | undefined;

    before(function () {
        if (!helmIsThere()) {
            console.log("      Helm is neither on PATH nor built: npm run test:charts builds it");
            this.skip();
        }
        const made = mkdtempSync(join(tmpdir(), "strata-charts-"));
        folder = made;
        for (const version of ["1.0.0", "2.0.0"]) pack(made, version);
    });

    after(() => {
        if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    });

    it("are rendered each with its values", () => {
        const { outcome } = chartChange(createHelm(folder), {
            before: release(),
            after: release({ version: "2.0.0", values: '{"tail":"long"}' }),
        });
        expect(outcome).to.have.property("added").that.deep.equals(["ConfigMap sky/new"]);
        const text = diffOf([change({ outcome })]);
        expect(text).to.include("-  tail: short\n+  tail: long\n");
    });

    it("that are not there are named and not shown; values that the new one refuses are a fault of the change", () => {
        const helm = createHelm(folder);
        const missing = chartChange(helm, { before: release(), after: release({ version: "3.0.0" }) });
        expect(missing.outcome).to.have.property("refused", false);
        expect(missing.outcome).to.have.property("reason").that.includes("kite-3.0.0.tgz");
        const refused = chartChange(helm, {
            before: release(),
            after: release({ version: "2.0.0", values: '{"tail":""}' }),
        });
        expect(refused.outcome).to.have.property("refused", true);
        expect(refused.outcome).to.have.property("reason").that.includes("a kite has a tail");
    });

    it("of which there is one only are not compared with themselves", () => {
        const single = mkdtempSync(join(tmpdir(), "strata-charts-"));
        try {
            writeChart(join(single, "kite"), "1.0.0");
            const { outcome } = chartChange(createHelm(single), {
                before: release(),
                after: release({ version: "2.0.0" }),
            });
            expect(outcome).to.have.property("reason").that.includes("is one version, and two are asked for");
        } finally {
            rmSync(single, { recursive: true, force: true });
        }
    });
});

function pack(folder: string, version: string): void {
    writeChart(join(folder, "kite"), version);
    execFileSync("tar", ["-czf", join(folder, `kite-${version}.tgz`), "-C", folder, "kite"]);
    renameSync(join(folder, "kite"), join(folder, `unpacked-${version}`));
}

function writeChart(chart: string, version: string): void {
    mkdirSync(join(chart, "templates"), { recursive: true });
    writeFileSync(join(chart, "Chart.yaml"), `apiVersion: v2\nname: kite\nversion: ${version}\n`);
    writeFileSync(join(chart, "values.yaml"), "tail: short\n");
    const tail = '{{ required "a kite has a tail" .Values.tail }}';
    const added = version === "1.0.0" ? "" : `---\n${object("ConfigMap", "new")}`;
    writeFileSync(
        join(chart, "templates", "all.yaml"),
        `${object("ConfigMap", "kite", `data: { tail: ${tail} }`)}${added}`,
    );
}
