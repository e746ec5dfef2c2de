/** What the generator makes of rules; what the API server makes of that is in tests/admission. */
import { expect } from "chai";
import { z } from "zod";
import { admissionPolicies } from "../../policies/admission/admission-policies.ts";
import { exemptionPatterns } from "../../policies/admission/exemption-patterns.ts";
import { bindingSpecs, policySpec } from "../../policies/admission/manifests.ts";
import { celList, celText, type Cel } from "../../policies/admission/cel.ts";
import { defineRule, type Exemption, type PolicySettings, type Rule } from "../../policies/judge.ts";

const settings = (parts: Partial<PolicySettings> = {}): PolicySettings => ({
    environment: "prod",
    levels: {},
    options: {},
    exemptions: [],
    today: "2026-06-01",
    ...parts,
});

type OwnLevel = Rule["levels"]["prod"];

const levels = (dev: OwnLevel, staging: OwnLevel, prod: OwnLevel): Rule["levels"] => ({ dev, staging, prod });

function ruleWith(name: string, cel: Cel, of = levels("mandatory", "mandatory", "mandatory")): Rule {
    const options = (): z.ZodObject => z.strictObject({});
    return defineRule({ name, title: `Title of ${name}`, rationale: "x", levels: of, options, cel: () => cel });
}

const exemption = (parts: Partial<Exemption>): Exemption => ({
    rule: "rule-a",
    resource: "*",
    reason: "r",
    until: "2026-12-31",
    by: "b",
    ...parts,
});

describe("the admission policies", () => {
    const scope = { exempt: ["kube-system"], charts: ["monitoring"] };

    it("are one for each group of kinds and level, with one validation for each rule", () => {
        const advisory = levels("disabled", "advisory", "advisory");
        const made = admissionPolicies(
            [
                ruleWith("rule-a", { pods: { faults: `["a"]`, mild: `["b"]` }, namespaces: { faults: "[]" } }),
                ruleWith("rule-b", { pods: { faults: "[]" } }, advisory),
                ruleWith("rule-c", { pods: { faults: "[]" } }, levels("disabled", "disabled", "disabled")),
            ],
            settings(),
        );
        expect(
            made.map(({ name, actions, validations }) => ({
                name,
                actions,
                says: validations.map((each) => each.message),
            })),
        ).to.deep.equal([
            { name: "strata-pods-mandatory", actions: ["Deny", "Audit"], says: ["rule-a: Title of rule-a"] },
            {
                name: "strata-pods-advisory",
                actions: ["Warn", "Audit"],
                says: ["rule-a: Title of rule-a", "rule-b: Title of rule-b"],
            },
            { name: "strata-namespaces-mandatory", actions: ["Deny", "Audit"], says: ["rule-a: Title of rule-a"] },
        ]);
        expect(made[0]?.validations[0]).to.deep.equal({
            expression:
                'size(variables.ruleA) == 0 || variables.identity.matches(params.?data[?"rule-a"].orValue("^$"))',
            message: "rule-a: Title of rule-a",
            messageExpression: '"rule-a: " + variables.ruleA.join("; ")',
        });
        expect(made[0]?.variables.at(-1)).to.deep.equal({ name: "ruleA", expression: `(["a"])` });
        expect(made[1]?.variables.at(-2)).to.deep.equal({ name: "ruleA", expression: `(["b"])` });
    });

    it("refuse nothing in dev and on local, where what is wrong is told", () => {
        const rules = [ruleWith("rule-a", { pods: { faults: "[]" } })];
        for (const environment of ["local", "dev"] as const) {
            const made = admissionPolicies(rules, settings({ environment }));
            expect(made.map(({ name, actions }) => [name, actions])).to.deep.equal([
                ["strata-pods-advisory", ["Warn", "Audit"]],
            ]);
        }
        const both = [ruleWith("rule-a", { pods: { faults: `["a"]`, mild: `["b"]` } })];
        expect(admissionPolicies(both, settings({ environment: "dev" }))[0]?.variables.at(-1)).to.deep.equal({
            name: "ruleA",
            expression: `(["a"]) + (["b"])`,
        });
        for (const environment of ["staging", "prod", "dr"] as const) {
            expect(admissionPolicies(rules, settings({ environment }))[0]?.actions).to.deep.equal(["Deny", "Audit"]);
        }
    });

    it("follow the levels and options that the stack sets", () => {
        const rule = defineRule({
            name: "rule-a",
            title: "t",
            rationale: "x",
            levels: levels("mandatory", "mandatory", "mandatory"),
            options: () => z.strictObject({ words: z.array(z.string()).default(["x"]) }),
            pods: "serving",
            cel: ({ words }) => ({ pods: { faults: celList(words) } }),
        });
        const faults = (parts: Partial<PolicySettings>): string | undefined =>
            admissionPolicies([rule], settings(parts))[0]?.variables.at(-1)?.expression;
        expect(faults({})).to.equal('variables.serving ? ((["x"])) : []');
        expect(faults({ options: { "rule-a": { words: ['"\\\n'] } } })).to.equal(
            'variables.serving ? ((["\\"\\\\\\n"])) : []',
        );
        expect(faults({ levels: { "rule-a": "disabled" } })).to.equal(undefined);
        expect(
            admissionPolicies([rule], settings({ levels: { "rule-a": "advisory" } })).map(({ name }) => name),
        ).to.deep.equal(["strata-pods-advisory"]);
    });

    it("let two rules share a variable, and no two variables share a name", () => {
        const shared = (expression: string): Cel => ({ pods: { variables: { own: expression }, faults: "[]" } });
        const named = (...expressions: string[]): string[] | undefined =>
            admissionPolicies(
                expressions.map((each, index) => ruleWith(`rule-${index}`, shared(each))),
                settings(),
            )[0]?.variables.map(({ name }) => name);
        expect(named("1", "1")?.slice(-3)).to.deep.equal(["own", "rule0", "rule1"]);
        expect(() => named("1", "2")).to.throw('rule-1: there is another variable "own" in CEL');
    });

    it("refuse where the parameter object is missing or an expression fails", () => {
        const [policy] = admissionPolicies([ruleWith("rule-a", { pods: { faults: "[]" } })], settings());
        if (policy === undefined) throw new Error("no policy");
        expect(policySpec(policy)).to.include({ failurePolicy: "Fail" });
        for (const spec of Object.values(bindingSpecs(policy, scope))) {
            expect(spec.paramRef).to.deep.equal({
                name: "strata-policy-exemptions",
                namespace: "kube-system",
                parameterNotFoundAction: "Deny",
            });
        }
    });

    it("deny everywhere but where Kubernetes runs the nodes; charts' pods are warned of", () => {
        const bound = (cel: Cel, environment: "prod" | "dev" = "prod"): unknown =>
            admissionPolicies([ruleWith("rule-a", cel)], settings({ environment })).map((policy) =>
                Object.entries(bindingSpecs(policy, scope)).map(([name, { validationActions, matchResources }]) => [
                    name,
                    validationActions.join(),
                    matchResources.namespaceSelector.matchExpressions,
                ]),
            );
        const key = "kubernetes.io/metadata.name";
        expect(bound({ pods: { faults: "[]" } })).to.deep.equal([
            [
                [
                    "strata-pods-mandatory",
                    "Deny,Audit",
                    [{ key, operator: "NotIn", values: ["kube-system", "monitoring"] }],
                ],
                ["strata-pods-mandatory-charts", "Warn,Audit", [{ key, operator: "In", values: ["monitoring"] }]],
            ],
        ]);
        const everywhere = [{ key, operator: "NotIn", values: ["kube-system"] }];
        expect(bound({ pods: { faults: "[]" } }, "dev")).to.deep.equal([
            [["strata-pods-advisory", "Warn,Audit", everywhere]],
        ]);
        expect(bound({ namespaces: { faults: "[]" } })).to.deep.equal([
            [["strata-namespaces-mandatory", "Deny,Audit", everywhere]],
        ]);
    });

    it("quote what comes from the config", () => {
        expect(celText(`a"b\\c`)).to.equal('"a\\"b\\\\c"');
        expect(celList([])).to.equal("[]");
    });
});

describe("the exemptions in the cluster", () => {
    const patterns = (...exemptions: Exemption[]): Readonly<Record<string, string>> =>
        exemptionPatterns(settings({ exemptions }));

    it("are those that say what they admit, by rule", () => {
        const found = patterns(
            exemption({ rule: "rule-b", admits: "pms/worker*" }),
            exemption({ rule: "rule-a", admits: "shop/web.x" }),
            exemption({ rule: "rule-b", admits: "pms/api" }),
            exemption({ rule: "rule-c" }),
        );
        expect(found).to.deep.equal({ "rule-a": "^(shop/web\\.x)$", "rule-b": "^(pms/api|pms/worker[^/]*)$" });
        expect(Object.keys(found)).to.deep.equal(["rule-a", "rule-b"]);
    });

    it("end on their day", () => {
        expect(patterns(exemption({ admits: "a/b", until: "2026-05-31" }))).to.deep.equal({});
        expect(patterns(exemption({ admits: "a/b", until: "2026-06-01" }))).to.have.key("rule-a");
    });
});
