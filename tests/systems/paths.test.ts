/**
 * How far the engine walks when a delete fails: it follows every dependency and provider of a resource along every path
 * there is, and each parent once (markAsDependency in pkg/resource/graph of engine 3.259). What all resources of a
 * component wait for is therefore named once, by the component.
 */
import { expect } from "chai";
import type { RecordedResource } from "../../preview/recording.ts";
import { recordEveryAddOn } from "../support/every-add-on.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import { record, stacks } from "../support/stacks.ts";

/**
 * A choice, above what stacks have and far below what keeps a processor busy. What the engine walks once more for each
 * property that an edge comes through is counted once.
 */
const most = 1_000_000;

describe("the paths above a resource", () => {
    for (const stack of stacks) {
        it(`are few enough to be walked, on ${stack}`, async () => {
            for (const recorded of [await record(stack), await recordEveryAddOn(stack)]) {
                const paths = pathsOf(recorded);
                for (const resource of recorded.resources) {
                    const above = [resource, ...[...recorded.closure(resource)].map((urn) => recorded.byUrn(urn))];
                    const parents = new Set(above.flatMap(({ parent }) => parent ?? []));
                    const walked = [resource.urn, ...parents].reduce((sum, urn) => sum + paths(urn), 0);
                    expect(walked, resource.urn).to.be.at.most(most);
                }
            }
        });
    }
});

/** Those that begin at a resource, by URN, without the steps to parents. */
function pathsOf({ resources }: RecordedStack): (urn: string) => number {
    const byUrn = new Map<string, RecordedResource>(resources.map((resource) => [resource.urn, resource]));
    const counted = new Map<string, number>();
    const count = (urn: string): number => {
        const known = counted.get(urn);
        if (known !== undefined) return known;
        const resource = byUrn.get(urn);
        if (resource === undefined) return 0;
        const { provider, options } = resource;
        const next = provider === undefined ? [] : [provider.slice(0, provider.lastIndexOf("::"))];
        const found = [...options.dependsOn, ...next].reduce((sum, each) => sum + count(each), 1);
        counted.set(urn, found);
        return found;
    };
    return count;
}
