/** What rules at level "remediate" would change: the preview says so, and judges what would come of it. */
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { judgeRecording } from "../../preview/judge.ts";
import { runVariant } from "../support/stacks.ts";
import { write } from "../support/values.ts";

/** The SDK's own class would mark the value. */
class RawVersion extends pulumi.CustomResource {
    constructor(name: string) {
        super("aws:secretsmanager/secretVersion:SecretVersion", name, { secretString: "canary-value-0815" });
    }
}

async function findings(level: string): Promise<(readonly [string, string])[]> {
    const { recording } = await runVariant("staging", {
        edit: (config) => {
            write(config, "strata:policies", { levels: { "pulumi-secretness": level } });
        },
        program: () => {
            new RawVersion("auth");
            return Promise.resolve({});
        },
    });
    return judgeRecording(recording)
        .filter(({ rule }) => rule === "pulumi-secretness")
        .map(({ level: found, message }) => [found, message]);
}

describe("what a deployment mends", () => {
    it("is advice in the preview, and no violation any more", async () => {
        expect(await findings("remediate")).to.deep.equal([
            ["advisory", "secretString is marked as a secret when it is deployed"],
        ]);
    });

    it("is a violation where nobody asked for it", async () => {
        const [[level, message] = []] = await findings("mandatory");
        expect(level).to.equal("mandatory");
        expect(message)
            .to.match(/^secretString is not marked as a secret/)
            .and.not.include("canary");
    });
});
