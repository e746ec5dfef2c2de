/** The engine's preview of a pull request: with and without a cluster that answers. */
import { expect } from "chai";
import { read, write } from "../support/values.ts";
import { step } from "../workflows/workflows.ts";
import { EngineStack } from "./harness/engine-stack.ts";
import { expectSuccess } from "./harness/expect.ts";

const env = (key: string): readonly string[] =>
    String(read(step("preview.yml engine", "Preview"), `env.${key}`))
        .trim()
        .split("\n");
const exclude = env("IN_CLUSTER");

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

    it("asks the cluster what a role without Secrets and rights may ask it", async () => {
        const notInDryRuns = env("NOT_IN_DRY_RUNS");
        expect(notInDryRuns).to.have.lengthOf(4);
        const outcome = await stack.preview({ exclude: notInDryRuns });
        expectSuccess(outcome);
        const types = outcome.changes.map(({ type }) => type);
        expect(types).to.include("kubernetes:apps/v1:Deployment").and.include("aws:eks/nodeGroup:NodeGroup");
        const whole = (await stack.preview()).changes.map(({ type }) => type);
        expect(whole.filter((type) => !types.includes(type)).every((type) => /Secret$|helm\.sh|rbac/.test(type))).to.be
            .true;

        const first = await EngineStack.open({ stack: "staging" });
        try {
            const made = (await first.preview({ exclude: notInDryRuns })).changes.map(({ type }) => type);
            const out = /^kubernetes:(core\/v1:Secret$|helm\.sh|rbac|admissionregistration)/;
            expect(made)
                .to.include("kubernetes:core/v1:Namespace")
                .and.include("kubernetes:external-secrets.io/v1:ExternalSecret");
            expect(made.filter((type) => out.test(type))).to.deep.equal([]);
        } finally {
            first.close();
        }
    });
});
