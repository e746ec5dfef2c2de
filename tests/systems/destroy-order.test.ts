/** The orders of destroy-orders.ts, held against every stack. */
import { expect } from "chai";
import type { RecordedResource } from "../../preview/recording.ts";
import { recordEveryAddOn } from "../support/every-add-on.ts";
import { builtInGroups } from "../support/kubernetes.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import { record, stacks, type StackName } from "../support/stacks.ts";
import { read } from "../support/values.ts";
import { byGroup, inCluster, operators, orders } from "./destroy-orders.ts";

describe("a destroy", () => {
    const pairs = new Map<string, number>();

    for (const stack of stacks) {
        for (const [variant, run] of [
            ["", record],
            [" with every add-on", recordEveryAddOn],
        ] as const satisfies readonly (readonly [string, (stack: StackName) => Promise<RecordedStack>])[]) {
            it(`of ${stack}${variant} takes away what is used after what uses it`, async () => {
                const recorded = await run(stack);
                const faults = new Set<string>();
                for (const { title, first, then, of = () => true } of [...orders, ...byGroup]) {
                    const later = recorded.resources.filter(then);
                    for (const resource of later.length === 0 ? [] : recorded.resources.filter(first)) {
                        const before = recorded.closure(resource);
                        for (const other of later) {
                            if (other === resource || site(other) !== site(resource) || !of(resource, other)) continue;
                            pairs.set(title, (pairs.get(title) ?? 0) + 1);
                            if (!before.has(other.urn))
                                faults.add(`${title}: ${label(resource)} does not wait for ${label(other)}`);
                        }
                    }
                }
                expect([...faults].join("\n")).to.equal("");
            });
        }
    }

    it("lets a namespace go after all that is in it, on every stack", async () => {
        for (const stack of stacks) {
            const recorded = await recordEveryAddOn(stack);
            const namespaces = new Map(
                recorded
                    .ofType("kubernetes:core/v1:Namespace")
                    .map((each) => [String(read(each.inputs, "metadata.name")), each]),
            );
            for (const resource of recorded.resources) {
                const place = resource.inputs["namespace"] ?? read(resource.inputs, "metadata.namespace");
                const namespace = namespaces.get(String(place));
                if (!inCluster(resource) || namespace === undefined) continue;
                expect(recorded.comesBefore(namespace, resource), `${stack}: ${label(resource)}`).to.be.true;
            }
        }
    });

    it("knows who serves the kinds of every other API group", async () => {
        for (const stack of stacks) {
            for (const { type, inputs } of (await recordEveryAddOn(stack)).resources) {
                const name = String(inputs["apiVersion"]).split("/")[0] ?? "";
                if (!type.startsWith("kubernetes:") || !name.includes(".") || builtInGroups.includes(name)) continue;
                expect(operators, `say for ${name} which charts its objects must go before`).to.have.property(name);
            }
        }
    });

    it("has something to say about each of these orders", () => {
        const silent = orders.filter(({ title }) => !pairs.has(title)).map(({ title }) => title);
        expect(silent).to.deep.equal([]);
    });
});

/** The start of every logical name. */
const site = ({ name }: RecordedResource): string => name.split("-")[0] ?? "";
const label = ({ name, type }: RecordedResource): string => `${name} (${type.slice(type.lastIndexOf(":") + 1)})`;
