/** Whatever a stack file holds, the program runs or says what is wrong with it: never another error. */
import { expect } from "chai";
import fc from "fast-check";
import { InputError } from "../../config/problem.ts";
import type { EditConfig } from "../../preview/stack-files.ts";
import { runVariant, type StackName } from "../support/stacks.ts";
import { write } from "../support/values.ts";

const site = "strata:sites[0]";
const auth = "strata:systems.pms.services.auth";

const junk = fc.oneof(
    fc.constantFrom(null, "", 0, -1, 1.5, true, [], {}, "latest", "us-east-1", "1.35", 1.35, [null], { a: { b: [] } }),
    fc.string({ maxLength: 12 }),
    fc.jsonValue({ maxDepth: 2 }),
);

/** Values that are right somewhere, by path; junk takes their place every now and then. */
const sensible: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    "strata:environment": fc.constantFrom("local", "dev", "staging", "prod", "dr"),
    "strata:charts": fc.constantFrom({}, { mirror: "https://example.com" }, { mirror: "oci://example.com/x" }),
    "strata:systems.pms.tag": fc.stringMatching(/^[\w][\w.-]{0,30}$/),
    "strata:systems.pms.rotation": fc.integer({ min: 1, max: 99 }),
    [`${site}.name`]: fc.stringMatching(/^[a-z]([-a-z0-9]{0,8}[a-z0-9])?$/),
    [`${site}.systems`]: fc.constantFrom([], ["pms"], ["pms", "pms"], ["nothing"]),
    [`${site}.addOns`]: fc.dictionary(
        fc.constantFrom("prometheus-operator-crds", "cert-manager", "metrics-server", "issuers", "ingress"),
        fc.record({ enabled: fc.boolean() }),
    ),
    [`${auth}.replicas`]: fc.integer({ min: 0, max: 20 }),
    [`${auth}.maxReplicas`]: fc.integer({ min: 1, max: 20 }),
    [`${auth}.size`]: fc.constantFrom("small", "medium", "large"),
    [`${auth}.tier`]: fc.constantFrom("minimal", "standard", "high"),
    [`${auth}.env`]: fc.dictionary(fc.stringMatching(/^[A-Z_]{1,5}$/), fc.string({ maxLength: 5 }), { maxKeys: 3 }),
    [`${auth}.tls`]: fc.boolean(),
};

const paths = [
    ...Object.keys(sensible),
    "strata:aws",
    "strata:aws.accountId",
    "strata:images",
    "strata:images.registry",
    "strata:zones",
    "strata:sites",
    "strata:systems",
    "strata:systems.pms",
    "strata:systems.pms.domain",
    "strata:systems.pms.services",
    "strata:policies",
    "strata:unknown",
    site,
    `${site}.region`,
    `${site}.cluster`,
    `${site}.cluster.kind`,
    `${site}.cluster.network`,
    `${site}.cluster.nodeGroups`,
    `${site}.cluster.publicAccessCidrs`,
];

const change = fc.constantFrom(...paths).chain((path) => {
    const right = sensible[path];
    const value =
        right === undefined ? junk : fc.oneof({ weight: 4, arbitrary: right }, { weight: 1, arbitrary: junk });
    return value.map((to) => ({ path, to }));
});

const edit =
    (changes: readonly { readonly path: string; readonly to: unknown }[]): EditConfig =>
    (config) => {
        for (const { path, to } of changes) {
            try {
                write(config, path, structuredClone(to));
            } catch {
                // An earlier change took away what this one is a part of.
            }
        }
    };

describe("generated stack files", () => {
    it("run, or are refused as bad input", async function () {
        this.timeout(60_000);
        let ran = 0;
        let refused = 0;
        await fc.assert(
            fc.asyncProperty(
                fc.constantFrom<StackName>("local", "dev", "prod"),
                fc.array(change, { minLength: 1, maxLength: 3 }),
                async (stack, changes) => {
                    try {
                        await runVariant(stack, { edit: edit(changes) });
                        ran++;
                    } catch (error) {
                        if (!(error instanceof InputError)) throw error;
                        refused++;
                        for (const { file, message } of error.problems) {
                            expect(file).to.equal(`Pulumi.${stack}.yaml`);
                            expect(message).to.match(/\S/);
                            expect(message).to.not.match(/undefined|\[object|Invalid input|NaN/);
                        }
                    }
                },
            ),
            { numRuns: 80, seed: 3 },
        );
        expect(ran).to.be.greaterThan(10);
        expect(refused).to.be.greaterThan(10);
    });
});
