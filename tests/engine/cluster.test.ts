/** A cluster on the engine: what would replace it is refused, and what stands on it goes before it. */
import { expect } from "chai";
import { write } from "../support/values.ts";
import type { Settings } from "./harness/directory.ts";
import { EngineStack } from "./harness/engine-stack.ts";
import { expectFailure, expectSuccess } from "./harness/expect.ts";
import type { Outcome, Step } from "./harness/outcome.ts";

const place = "strata:sites[0].cluster";

const set =
    (path: string, value: unknown) =>
    (config: Settings): void => {
        write(config, `${place}.${path}`, value);
    };

/** Where in the order of its steps an operation deletes what the test picks: first and last of them. */
function deleted(outcome: Outcome, pick: (step: Step) => boolean): readonly [first: number, last: number] {
    const places = outcome.changes.flatMap((step, index) => (step.op === "delete" && pick(step) ? [index] : []));
    expect(places).to.not.be.empty;
    return [Math.min(...places), Math.max(...places)];
}

const ofType =
    (type: string, name = "") =>
    (step: Step): boolean =>
        step.type === type && step.urn.endsWith(name);

describe("a cluster on the engine", () => {
    let stack: EngineStack;
    before(async () => {
        stack = await EngineStack.open({ stack: "dev" });
        expectSuccess(await stack.up());
    });
    after(() => {
        stack.close();
    });

    it("is not replaced without a new generation: a preview says so", async () => {
        stack.adjust(set("network.serviceCidr", "10.100.0.0/16"));
        expectFailure(
            await stack.preview(),
            "the cluster pms-dev would be replaced, and everything on it lost, by a change of " +
                "serviceCidr (172.20.0.0/16 is to be 10.100.0.0/16). Take it back, or set the cluster's generation to 2.",
        );
        stack.adjust(set("generation", 2));
        const outcome = await stack.preview();
        expectSuccess(outcome);
        const replaced = outcome.changes.filter(({ op }) => op === "replace").map(({ type }) => type);
        expect(replaced).to.include.members(["aws:eks/cluster:Cluster", "pulumi:providers:kubernetes"]);
        stack.adjust(set("network.serviceCidr", undefined));
        stack.adjust(set("generation", undefined));
    });

    it("outlives what stands on it: claims before the driver of volumes, nodes before the network of pods", async () => {
        const outcome = await stack.destroy();
        expectSuccess(outcome);
        const addOn = (name: string) => deleted(outcome, ofType("aws:eks/addon:Addon", name));
        // Prometheus keeps its figures on volumes.
        const claims = deleted(outcome, ofType("kubernetes:helm.sh/v3:Release", "-kube-prometheus-stack"));
        const nodes = deleted(outcome, ofType("aws:eks/nodeGroup:NodeGroup"));
        const access = deleted(outcome, ofType("aws:eks/accessPolicyAssociation:AccessPolicyAssociation"));
        const objects = deleted(outcome, ({ type }) => /^kubernetes:(?!storage)/.test(type));
        const cluster = deleted(outcome, ofType("aws:eks/cluster:Cluster"));
        const sequences = [
            [claims, addOn("-ebs-csi"), nodes, addOn("-vpc-cni"), cluster],
            [addOn("-coredns"), nodes, addOn("-pod-identity-agent"), cluster],
            [nodes, deleted(outcome, ofType("aws:eks/podIdentityAssociation:PodIdentityAssociation")), cluster],
            [objects, access, cluster, deleted(outcome, ofType("aws:kms/key:Key", "::us"))],
        ];
        for (const sequence of sequences) {
            for (const [index, [first]] of sequence.slice(1).entries()) {
                expect(first, JSON.stringify(sequences)).to.be.greaterThan(sequence[index]?.[1] ?? Number.NaN);
            }
        }
    });
});
