/** The preview in short, as a comment on a pull request shows it. */
import { expect } from "chai";
import type { PolicyFinding } from "../../policies/judge.ts";
import { rules } from "../../policies/rules/index.ts";
import { changesSince, type Changes } from "../../preview/diff/changes.ts";
import { previewDocument } from "../../preview/document.ts";
import { judgeRecording } from "../../preview/judge.ts";
import { markdown } from "../../preview/report/markdown.ts";
import { code } from "../../preview/report/markdown-text.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import { record, runVariant } from "../support/stacks.ts";
import { write } from "../support/values.ts";

function summaryOf({ recording }: RecordedStack, changes?: Changes, more: readonly PolicyFinding[] = []): string {
    const findings = [...judgeRecording(recording), ...more];
    const document = previewDocument(recording, findings, 1);
    return markdown({ recording, document, findings, rules: rules.length, changes });
}

const finding = (message: string, exempt = false): PolicyFinding => ({
    rule: "k8s-image-pinned",
    level: "mandatory",
    outcome: "fail",
    urn: "urn:pulumi:dev::strata::strata:index:Site$kubernetes:apps/v1:Deployment::us-pms-auth",
    type: "kubernetes:apps/v1:Deployment",
    message,
    remedy: "image: <repository>:<version>\n```\n",
    exempt,
});

const exemption = {
    rule: "k8s-image-pinned",
    resource: "*",
    reason: "vendor's agent",
    until: "2030-05-01",
    by: "ops",
};

const renamed: Changes = {
    since: "abc1234",
    notes: ["dependencies have changed"],
    comparison: {
        dangers: [{ urn: "u", type: "aws:rds/cluster:Cluster", name: "db", action: "delete", reason: "its data goes" }],
        renames: [],
        created: Array.from({ length: 45 }, (_, index) => ({ urn: "u", type: "a:b:C", name: `new-${index}` })),
        deleted: [],
        replaced: [],
        changed: [],
        reordered: [],
    },
};

describe("the summary for a pull request", () => {
    it("says the verdict first, then the counts, and every type with its number", async () => {
        const stack = await record("prod");
        const text = summaryOf(stack);
        expect(text).to.match(
            /^### strata prod: clean\n\n\d+ resources in \d+ waves\. \d+ rules: 0 mandatory, \d+ advisory/,
        );
        expect(text).to.include(`${stack.resources.length} resources in `);
        const deployments = stack.ofType("kubernetes:apps/v1:Deployment").length;
        expect(text).to.include(`| \`kubernetes:apps/v1:Deployment\` | ${deployments} |`);
        expect(text).to.not.include("Changes since");
    });

    it("names each mandatory finding with what to do, and folds what is exempt, with who answers for it", async () => {
        const text = summaryOf(await record("dev"), undefined, [
            finding("tag `latest` of @team moves"),
            { ...finding("is let through", true), exemption },
        ]);
        expect(text).to.match(/^### strata dev: refused\n/);
        expect(text).to.include("- **k8s-image-pinned** `us-pms-auth (Deployment)`: ``tag `latest` of @team moves``");
        expect(text, "the fence is longer than what it holds").to.include("  ````yaml\n  image: <repository>");
        expect(text).to.match(/<summary>Exempt \(\d+\)<\/summary>/);
        expect(text).to.match(
            /`us-pms-auth \(Deployment\)`: `is let through` \(`vendor's agent`; by `ops` until 2030-05-01\)/,
        );
        expect(text.match(/let through/g)).to.have.lengthOf(1);
    });

    it("shows what changed with old and new value", async () => {
        const before = await record("dev");
        const now = await runVariant("dev", {
            edit: (config) => {
                write(config, "strata:systems.pms.services.auth.replicas", 2);
            },
        });
        const comparison = changesSince("abc1234", { resources: before.resources, notes: [] }, now.resources);
        const text = summaryOf(now, comparison);
        expect(text).to.match(/\*\*Changes since `abc1234`\*\*: (?:\d+ created, )?\d+ changed/);
        expect(text).to.include("`us-pms-auth (Deployment)`");
        expect(text).to.include("  - `spec.replicas` `1` → `2`");
    });

    it("puts what is lost before the folded lists, and cuts those", async () => {
        const text = summaryOf(await record("dev"), renamed);
        const danger = text.indexOf("- :warning: `deletes db (Cluster): its data goes`");
        expect(danger).to.be.greaterThan(0).and.lessThan(text.indexOf("<details><summary>Created (45)"));
        expect(text).to.include("- `dependencies have changed`");
        expect(text).to.include("`new-39 (C)`").and.not.include("`new-40 (C)`");
        expect(text).to.include("- and 5 more lines in `report.html`");
    });

    it("takes every text for text", () => {
        expect(code("a @b <c> [d](e)\n`f`")).to.equal("`` a @b <c> [d](e) `f` ``");
        expect(code("")).to.equal("``");
    });
});
