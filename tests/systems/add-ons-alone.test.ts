/** Every add-on by itself with what it needs, and all of them together: each stack takes it, and no policy minds. */
import { expect } from "chai";
import { needsOf, type AddOn } from "../../components/platform/add-on.ts";
import { loadAddOns } from "../../components/platform/registry.ts";
import { InputError } from "../../config/problem.ts";
import { addOnWaves } from "../../preview/add-on-waves.ts";
import { judgeRecording } from "../../preview/judge.ts";
import { requiredSettings, runEveryAddOn } from "../support/every-add-on.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import { runVariant, type StackName } from "../support/stacks.ts";
import { readList, readMap, write } from "../support/values.ts";

const stacks = ["local", "dev", "staging", "prod"] as const satisfies readonly StackName[];

const addOns = await loadAddOns();

/** The add-on and all that it needs there, directly or not. */
function withNeeds(addOn: AddOn, kind: "context" | "eks"): ReadonlySet<string> {
    const names = new Set([addOn.name]);
    // Needs point to lower numbers: one way down the list finds all of them.
    for (const each of addOns.toReversed())
        if (names.has(each.name)) for (const need of needsOf(each, kind)) names.add(need);
    return names;
}

const kindOf = (stack: StackName): "context" | "eks" => (stack === "local" ? "context" : "eks");

/** The stack without systems, with one add-on and its needs; every other one is off. */
function recordAlone(stack: StackName, addOn: AddOn): Promise<RecordedStack> {
    const on = withNeeds(addOn, kindOf(stack));
    return runVariant(stack, {
        edit: (config) => {
            write(config, "strata:systems", {});
            for (const site of readList(config, "strata:sites")) {
                write(site, "systems", []);
                for (const { name } of addOns) {
                    const own = on.has(name) ? { ...requiredSettings[name], ...readMap(site, `addOns.${name}`) } : {};
                    write(site, `addOns.${name}`, { ...own, enabled: on.has(name) });
                }
            }
        },
    });
}

/** What a preview would list below its verdict. */
const findings = ({ recording }: RecordedStack): readonly string[] =>
    judgeRecording(recording)
        .filter(({ exempt }) => !exempt)
        .map(({ level, rule, urn, message }) => `${level} ${rule} ${urn.slice(urn.lastIndexOf("::") + 2)}: ${message}`);

for (const stack of stacks) {
    describe(`add-ons on ${stack}`, function () {
        this.timeout(60_000);

        for (const addOn of addOns) {
            const possible = kindOf(stack) === "eks" || addOn.needsCloud !== true;
            if (possible) {
                it(`${addOn.name} is clean alone with what it needs`, async () => {
                    const recorded = await recordAlone(stack, addOn);
                    const there = addOnWaves(recorded.resources).flatMap(({ waves }) => waves.flat());
                    expect(new Set(there)).to.deep.equal(withNeeds(addOn, kindOf(stack)));
                    expect(findings(recorded)).to.deep.equal([]);
                });
            } else {
                it(`${addOn.name} is refused with one message`, async () => {
                    const error: unknown = await recordAlone(stack, addOn).catch((reason: unknown) => reason);
                    if (!(error instanceof InputError)) throw new Error("it is taken");
                    expect(error.problems.map(({ path, message }) => `${path}: ${message}`)).to.include(
                        `strata:sites[0].addOns.${addOn.name}: add-on "${addOn.name}" works on AWS only, and the site runs on an existing cluster. Switch it off.`,
                    );
                });
            }
        }

        it("are clean all together", async () => {
            const recorded = await runEveryAddOn(stack);
            const there = addOnWaves(recorded.resources).flatMap(({ waves }) => waves.flat());
            const possible = addOns.filter(({ needsCloud }) => kindOf(stack) === "eks" || needsCloud !== true);
            expect(new Set(there)).to.deep.equal(new Set(possible.map(({ name }) => name)));
            expect(findings(recorded)).to.deep.equal([]);
        });
    });
}
