import { expect } from "chai";
import { replacementProblem, type GenerationArgs } from "../../components/cluster/generation.ts";
import { cloudStacks, record } from "../support/stacks.ts";

const foundation = {
    name: "a",
    region: "us-east-1",
    accountId: "111122223333",
    cidr: "10.0.0.0/16",
    zones: ["us-east-1a", "us-east-1b"],
    serviceCidr: "172.20.0.0/16",
};
const before: GenerationArgs = { generation: 3, foundation };

describe("the generation of a cluster", () => {
    it("stays while nothing changes that the cluster stands on", () => {
        expect(replacementProblem(before, structuredClone(before))).to.equal(undefined);
    });

    it("has to rise with what replaces the cluster, all of which is named", () => {
        const after = { generation: 3, foundation: { ...foundation, cidr: "10.1.0.0/16", zones: ["us-east-1a"] } };
        expect(replacementProblem(before, after)).to.equal(
            "the cluster a would be replaced, and everything on it lost, by a change of cidr (10.0.0.0/16 is to be " +
                "10.1.0.0/16), zones (us-east-1a,us-east-1b is to be us-east-1a). Take it back, or set the cluster's generation to 4.",
        );
        expect(replacementProblem(before, { ...after, generation: 4 })).to.equal(undefined);
    });

    it("is asked before the cluster is touched", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const kept = recorded.one("pulumi:index:Stash");
            expect(recorded.comesBefore(kept, recorded.one("aws:eks/cluster:Cluster")), stack).to.be.true;
        }
    });
});
