/** What the policies are measured on: a stack as it is, and what breaks them. */
import { policyResources } from "../preview/judge.ts";
import { runStack } from "../preview/run.ts";
import { fields } from "../policies/read.ts";
import type { PolicyResource } from "../policies/judge.ts";
import { rules } from "../policies/rules/index.ts";
import { resources } from "../tests/policies/manifests.ts";
import { fixtureOf } from "../tests/policies/run-case.ts";
import { load } from "./subject.ts";

/** `stack`: dev with a system of many services. `cases`: those of all rules' fixtures, over and over. */
export type Workload = "stack" | "cases";

/** So many that the stack has somewhat more than the 5,000 resources that are measured. */
const SERVICES = 320;

export async function subjectsFor(workload: Workload, size: number): Promise<PolicyResource[]> {
    const all = workload === "stack" ? await stackResources() : await caseResources(size);
    if (all.length < size) throw new Error(`${workload} has ${all.length} resources, fewer than ${size}`);
    // Each size has the same mixture of types.
    return Array.from({ length: size }, (_, index) => all[Math.floor((index * all.length) / size)]).filter(
        (resource) => resource !== undefined,
    );
}

async function stackResources(): Promise<PolicyResource[]> {
    const { program, root } = await load({ mode: "preview", stack: "dev", services: SERVICES });
    const { resources: recorded } = await runStack(root, "dev", { program });
    return policyResources(recorded);
}

/** Each case in a namespace of its own, as they were written to be. */
async function caseResources(size: number): Promise<PolicyResource[]> {
    const fixtures = await Promise.all(rules.map(({ name }) => fixtureOf(name)));
    const cases = fixtures.flatMap(({ pass, fail }) => [...pass, ...fail]).map(({ yaml }) => resources(yaml));
    const copies = Math.ceil(size / cases.flat().length);
    return Array.from({ length: copies }, (_, copy) =>
        cases.flatMap((group, index) => group.map((resource) => renamed(resource, `${copy}-${index}`))),
    ).flat();
}

function renamed(resource: PolicyResource, suffix: string): PolicyResource {
    const metadata = fields(resource.props["metadata"]);
    const namespace = metadata["namespace"];
    const props =
        typeof namespace === "string"
            ? { ...resource.props, metadata: { ...metadata, namespace: `${namespace}-${suffix}` } }
            : resource.props;
    return { ...resource, props, urn: `${resource.urn}-${suffix}`, name: `${resource.name}-${suffix}` };
}
