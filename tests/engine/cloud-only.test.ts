/** The engine's preview of a pull request: its role has no way into the cluster, so what stands there is left out. */
import { expect } from "chai";
import { read, write } from "../support/values.ts";
import { step } from "../workflows/workflows.ts";
import { EngineStack } from "./harness/engine-stack.ts";
import { expectSuccess } from "./harness/expect.ts";

const exclude = [String(read(step("preview.yml engine", "Preview"), "env.IN_CLUSTER"))];

describe("the preview of a pull request on the engine", () => {
    let stack: EngineStack;
    before(async () => {
        stack = await EngineStack.open({ stack: "dev" });
    });
    after(() => {
        stack.close();
    });

    it("shows what a first deployment makes in the cloud", async () => {
        const outcome = await stack.preview({ exclude });
        expectSuccess(outcome);
        const types = outcome.changes.map(({ type }) => type);
        expect(types).to.include("aws:ec2/vpc:Vpc").and.include("eks:index:Cluster");
        expect(types.filter((type) => type.startsWith("kubernetes:"))).to.deep.equal([]);
    });

    it("shows what changes in the cloud, and asks nothing of the cluster", async () => {
        expectSuccess(await stack.up());
        stack.adjust((config) => {
            write(config, "strata:sites[0].cluster.nodeGroups.general.maxSize", 7);
            write(config, "strata:systems.pms.tag", "v9.9.9");
        });
        const everything = await stack.preview();
        expect(everything.changes.map(({ type }) => type)).to.include("kubernetes:apps/v1:Deployment");
        const outcome = await stack.preview({ exclude });
        expectSuccess(outcome);
        expect(outcome.changes.map(({ op, type }) => `${op} ${type}`)).to.deep.equal([
            "update aws:eks/nodeGroup:NodeGroup",
        ]);
    });
});
