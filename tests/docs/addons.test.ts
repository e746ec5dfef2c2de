/** The generated pages of the add-ons hold what a reader needs; that they are up to date is `npm run generated:check`'s. */
import { expect } from "chai";
import { addOnPages } from "../../docs/add-on-pages/pages.ts";
import { fileOf } from "../../docs/add-on-pages/page.ts";
import type { AddOn } from "../../components/platform/add-on.ts";
import { loadAddOns } from "../../components/platform/registry.ts";
import { optionRows } from "../../config/option-rows.ts";
import { sitesWith, recordAll } from "../charts/add-on-containers.ts";
import { readContainerFile } from "../charts/container-file.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import { recordEveryAddOn } from "../support/every-add-on.ts";
import { record, stacks } from "../support/stacks.ts";
import { read } from "../support/values.ts";

describe("the pages of the add-ons", function () {
    this.timeout(60_000);
    let addOns: readonly AddOn[];
    let recorded: readonly RecordedStack[];
    let pages: ReadonlyMap<string, string>;
    before(async () => {
        addOns = await loadAddOns();
        recorded = await recordAll();
        const asTheyAre = await Promise.all(stacks.map(record));
        const withAll = await Promise.all(stacks.map(recordEveryAddOn));
        pages = addOnPages(addOns, { asTheyAre, withAll }, readContainerFile());
    });
    const page = (addOn: AddOn): string => pages.get(`${fileOf(addOn)}.md`) ?? "";

    it("are one for each add-on, and one that lists them", () => {
        expect([...pages.keys()]).to.have.members(["README.md", ...addOns.map((addOn) => `${fileOf(addOn)}.md`)]);
        for (const addOn of addOns) expect(pages.get("README.md")).to.contain(`](${fileOf(addOn)}.md) |`);
    });

    it("say of every option what it is", () => {
        for (const addOn of addOns) {
            for (const { path, description } of optionRows(addOn.options)) {
                // Parts may be clear from what they are parts of.
                if (!path.includes(".")) expect(description, `${addOn.name}: ${path}`).to.not.equal("");
                expect(page(addOn)).to.contain(`| \`${path}\` |`).and.to.contain(description.replaceAll("|", "\\|"));
            }
        }
    });

    it("name each chart with its version, and each namespace with its level", () => {
        for (const addOn of addOns) {
            for (const { charts, resources } of sitesWith(addOn, recorded)) {
                for (const { name, version } of charts) expect(page(addOn)).to.contain(`| ${name} | \`${version}\` |`);
                for (const { name, level } of namespaces(resources))
                    expect(page(addOn), addOn.name).to.contain(`| \`${name}\` | ${level} |`);
            }
        }
    });

    it("give the reason where a namespace is not restricted, and only there", () => {
        for (const addOn of addOns) {
            const made = sitesWith(addOn, recorded).flatMap(({ resources }) => namespaces(resources));
            const lenient = made.filter(({ level }) => level !== "restricted").map(({ name }) => name);
            expect(Object.keys(addOn.privileges ?? {}), addOn.name).to.have.members([...new Set(lenient)]);
            for (const reason of Object.values(addOn.privileges ?? {})) expect(page(addOn)).to.contain(reason);
        }
    });

    it("give the reason for whatever a container lacks, and the list leads to it", () => {
        for (const addOn of addOns) {
            for (const { container, reason } of addOn.gaps ?? []) {
                expect(page(addOn), addOn.name).to.contain(`| \`${container}\` |`).and.to.contain(reason);
                expect(page(addOn)).to.contain("\n## What is missing from its chart\n");
                expect(pages.get("README.md")).to.contain(`](${fileOf(addOn)}.md#what-is-missing-from-its-chart)`);
            }
        }
    });

    it("show what a role may do, and what may pass on the network", () => {
        const monitoring = pages.get("007-monitoring.md");
        expect(monitoring).to.contain("for `monitoring/kps-alertmanager` and nobody else");
        expect(monitoring).to.contain("| `sns:Publish` | `arn:aws:sns:us-east-1:111122223333:pms-prod-alarms` |  |");
        expect(monitoring).to.contain(
            "| `monitoring` | `monitoring-within-namespace` | all | `monitoring` | `monitoring` |",
        );
        expect(monitoring).to.contain("| `node-exporter` | `default-deny` | all | nothing | nothing |");
    });
});

function namespaces(
    resources: RecordedStack["resources"],
): readonly { readonly name: string; readonly level: string }[] {
    return resources
        .filter(({ type }) => type === "kubernetes:core/v1:Namespace")
        .map(({ inputs }) => ({
            name: String(read(inputs, "metadata.name")),
            level: String(read(inputs, "metadata.labels[pod-security.kubernetes.io/enforce]")),
        }));
}
