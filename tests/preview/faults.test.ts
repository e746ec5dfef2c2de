/** Faults of a program, not of its input: each is told once and says where it is. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { expect } from "chai";
import { programFaults } from "../support/errors.ts";
import { record, runProgram, runVariant } from "../support/stacks.ts";

const configMap = (logicalName: string, name: string, namespace = "default"): k8s.core.v1.ConfigMap =>
    new k8s.core.v1.ConfigMap(logicalName, { metadata: { name, namespace }, data: { a: "b" } });

describe("a fault of the program", () => {
    it("is a look-up in a cloud, named by its function", async () => {
        const faults = await programFaults(
            runProgram(() => pulumi.runtime.invoke("aws:index/getRegion:getRegion", {})),
        );
        expect(faults).to.have.lengthOf(1);
        expect(faults[0]).to.include("aws:index/getRegion:getRegion").and.include("a preview looks nothing up");
    });

    it("is a resource that is read, named by its type and name", async () => {
        const faults = await programFaults(runProgram(() => k8s.core.v1.Secret.get("old", "default/old")));
        expect(faults).to.have.lengthOf(1);
        expect(faults[0]).to.include('kubernetes:core/v1:Secret "old" is read');
    });

    it("is two resources of one type and name", async () => {
        const faults = await programFaults(runProgram(() => [configMap("twice", "one"), configMap("twice", "two")]));
        expect(faults).to.deep.equal([
            'two resources of type kubernetes:core/v1:ConfigMap are named "twice": rename one',
        ]);
    });

    it("is one object of the cluster under two logical names", async () => {
        const faults = await programFaults(runProgram(() => [configMap("a", "same"), configMap("b", "same")]));
        expect(faults).to.have.lengthOf(1);
        expect(faults[0]).to.match(/"b" and "a" are both ConfigMap default\/same/);
    });

    it("is not one name in two namespaces or of two kinds", async () => {
        const stack = await runProgram(() => {
            configMap("a", "same", "one");
            configMap("b", "same", "two");
            new k8s.core.v1.Secret("c", { metadata: { name: "same", namespace: "one" } });
        });
        expect(stack.objects("ConfigMap")).to.have.lengthOf(2);
    });

    it("is a transform, which would be ignored here", async () => {
        const faults = await programFaults(
            runProgram(
                () =>
                    new k8s.core.v1.ConfigMap(
                        "changed",
                        { metadata: { name: "changed" } },
                        { transforms: [({ props, opts }) => ({ props: props, opts })] },
                    ),
            ),
        );
        expect(faults).to.have.lengthOf(1);
        expect(faults[0]).to.match(/ConfigMap "changed" has transforms/);
    });

    it("is an error inside of an apply, told once although two resources wait for it", async () => {
        const faults = await programFaults(
            runProgram(() => {
                const broken = new random.RandomPassword("password", { length: 8 }).result.apply((): string => {
                    throw new Error("the apply failed");
                });
                for (const name of ["a", "b"]) {
                    new k8s.core.v1.ConfigMap(name, { metadata: { name }, data: { broken } });
                }
            }),
        );
        expect(faults).to.have.lengthOf(1);
        expect(faults[0]).to.match(/property "data": the apply failed$/);
    });

    it("is an error that the program throws", async () => {
        const faults = await programFaults(
            runProgram(() => {
                throw new Error("thrown at once");
            }),
        );
        expect(faults).to.deep.equal(["thrown at once"]);
    });

    it("does not spoil the run after it", async () => {
        await programFaults(runProgram(() => [configMap("twice", "one"), configMap("twice", "two")]));
        const again = await runVariant("dev");
        expect(again.recording).to.deep.equal((await record("dev")).recording);
    });
});
