/** The base group of nodes holds the add-ons that are on. */
import { expect } from "chai";
import { z } from "zod";
import { defineAddOn, type Requests } from "../../components/platform/add-on.ts";
import { checkBaseCapacity } from "../../config/base-capacity.ts";
import { stackSchema, type StackConfig } from "../../config/schema.ts";
import { inputProblems } from "../support/errors.ts";
import { runVariant } from "../support/stacks.ts";
import { write } from "../support/values.ts";

const path = "strata:sites[0].cluster.nodeGroups.general.minSize";

const addOn = (name: string, single: Requests, highlyAvailable: Requests) =>
    defineAddOn({
        order: 1,
        name,
        summary: name,
        needs: [],
        defaultOn: ["eks"],
        requests: { single, highlyAvailable },
        options: z.strictObject({}),
        install: () => [],
    });

const heavy = addOn("heavy", { cpu: "1", memory: "1Gi" }, { cpu: "2", memory: "8Gi" });

function config(environment: string, minSize: number, instanceTypes: readonly string[], enabled = true): StackConfig {
    return stackSchema({ heavy: heavy.options }, []).parse({
        environment,
        images: { registry: "example.com" },
        sites: [
            {
                name: "us",
                region: "us-east-1",
                cluster: {
                    kind: "eks",
                    name: "a",
                    version: "1.35",
                    network: { cidr: "10.0.0.0/16", zones: ["us-east-1a", "us-east-1b"] },
                    nodeGroups: { general: { instanceTypes, minSize, maxSize: 9 } },
                    addOnVersions: { vpcCni: "", kubeProxy: "", coredns: "", ebsCsi: "", podIdentityAgent: "" },
                },
                addOns: { heavy: { enabled } },
            },
        ],
    });
}

const messages = (stack: StackConfig): readonly string[] =>
    checkBaseCapacity(stack, [heavy]).map((finding) => `${finding.path}: ${finding.message}`);

describe("the base group of nodes", () => {
    it("is large enough when it holds the add-ons in the size of the environment, and those of EKS", () => {
        expect(messages(config("dev", 1, ["m5.large"]))).to.deep.equal([]);
        expect(messages(config("prod", 2, ["m5.large"]))).to.deep.equal([]);
        expect(messages(config("prod", 1, ["m5.2xlarge"]))).to.deep.equal([]);
    });

    it("is refused with what it has and what is asked for, by the smallest of its types", () => {
        const mend = "Raise it, or take larger instanceTypes.";
        const says = "found 1: with it the base has";
        expect(messages(config("prod", 1, ["m5.2xlarge", "m5.large"]))).to.deep.equal([
            `${path}: ${says} 1930m of cpu for pods, and the add-ons that are on ask for 2500m. ${mend}`,
            `${path}: ${says} 7518Mi of memory for pods, and the add-ons that are on ask for 8932Mi. ${mend}`,
        ]);
    });

    it("counts no add-on that is off", () => {
        expect(messages(config("prod", 1, ["m5.large"], false))).to.deep.equal([]);
    });

    it("is checked when a stack is read", async () => {
        const refused = runVariant("prod", {
            edit: (settings) => {
                write(settings, path, 1);
                write(settings, path.replace("minSize", "instanceTypes"), ["m5.large"]);
            },
        });
        for (const problem of await inputProblems(refused))
            expect(problem).to.include(`Pulumi.prod.yaml | ${path} | found 1`);
    });
});
