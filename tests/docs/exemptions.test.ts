/** The page of exemptions: each one that a stack has, wherever it is written. */
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { exemptionsPage } from "../../docs/policy-pages/exemptions.ts";
import { judgeRecording } from "../../preview/judge.ts";
import { record, root, runVariant, stacks } from "../support/stacks.ts";
import { write } from "../support/values.ts";

describe("the page of exemptions", function () {
    this.timeout(60_000);

    it("names the rule, reason, owner and last day of whatever is exempt in a stack", async () => {
        const page = readFileSync(new URL("docs/policies/exemptions.md", root), "utf8");
        for (const stack of stacks) {
            for (const { rule, exemption } of judgeRecording((await record(stack)).recording)) {
                if (exemption === undefined) continue;
                const row =
                    page.split("\n").find((line) => line.includes(`(${rule}.md)`) && line.includes(stack)) ?? "";
                for (const said of [exemption.reason, exemption.by, exemption.until])
                    expect(row, stack).to.include(said);
            }
        }
    });

    it("holds what a stack's file says, needed or not, and says so where there is none", async () => {
        const exemption = {
            rule: "k8s-probe-host",
            resource: "us-*",
            reason: "kiosk",
            until: "2099-12-31",
            by: "shop",
        };
        const { recording } = await runVariant("dev", {
            edit: (config) => {
                write(config, "strata:policies", { exemptions: [exemption] });
            },
        });
        expect(exemptionsPage([recording])).to.include(
            "| [k8s-probe-host](k8s-probe-host.md) | `us-*` | dev | kiosk | shop | 2099-12-31 | stack file |",
        );
        const resources = recording.resources.slice(0, 1);
        expect(exemptionsPage([{ ...recording, resources, config: {} }])).to.include("No stack has one: `dev`.");
    });
});
