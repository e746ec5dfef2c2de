/** What holds for all rules: levels, exemptions, Patch and List kinds, faults of a rule, order. */
import { expect } from "chai";
import fc from "fast-check";
import { z } from "zod";
import {
    UNKNOWN,
    createJudge,
    defineRule,
    environmentOf,
    judge,
    type Environment,
    type PolicyFinding,
    type PolicyResource,
    type PolicySettings,
    type Rule,
} from "../../policies/judge.ts";
import { rules } from "../../policies/rules/index.ts";
import { deployment, documents, resources } from "./manifests.ts";

function settings(environment: Environment, more: Partial<PolicySettings> = {}): PolicySettings {
    return { environment, levels: {}, options: {}, exemptions: [], today: "2026-06-01", ...more };
}

function of(findings: readonly PolicyFinding[], rule: string): PolicyFinding[] {
    return findings.filter((finding) => finding.rule === rule);
}

function bareRule(more: Partial<Parameters<typeof defineRule>[0]>): Rule {
    return defineRule({
        name: "bare",
        title: "A rule",
        rationale: "For tests.",
        levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
        options: () => z.strictObject({}),
        ...more,
    });
}

const BARE = deployment("- { name: web, image: 'web:1' }");

describe("levels", () => {
    const levelOf = (environment: Environment, levels: PolicySettings["levels"] = {}): string | undefined =>
        of(judge(rules, resources(BARE), settings(environment, { levels })), "k8s-cpu-limits")[0]?.level;

    it("follow the environment: local as dev, dr as prod", () => {
        expect(levelOf("local")).to.equal("advisory");
        expect(levelOf("dev")).to.equal("advisory");
        expect(levelOf("staging")).to.equal("mandatory");
        expect(levelOf("prod")).to.equal("mandatory");
        expect(levelOf("dr")).to.equal("mandatory");
    });

    it("are prod's where the environment has an unknown name", () => {
        expect(environmentOf("porduction")).to.equal("prod");
        expect(environmentOf("constructor")).to.equal("prod");
        expect(environmentOf("staging")).to.equal("staging");
    });

    it("are the config's where it says so", () => {
        expect(levelOf("dev", { "k8s-cpu-limits": "mandatory" })).to.equal("mandatory");
        expect(levelOf("prod", { "k8s-cpu-limits": "advisory" })).to.equal("advisory");
        expect(levelOf("prod", { "k8s-cpu-limits": "disabled" })).to.equal(undefined);
    });

    it("may be milder or harder for one violation, but not harder than the config", () => {
        const rule = bareRule({
            pods: "all",
            checkPod(_subject, verdict) {
                verdict.bad({ message: "hard", remedy: "x", level: "mandatory" });
                verdict.bad({ message: "mild", remedy: "x", level: "advisory" });
                verdict.bad({ message: "plain", remedy: "x" });
            },
        });
        const levels = (set: PolicySettings["levels"], environment: Environment): string[] =>
            judge([rule], resources(BARE), settings(environment, { levels: set })).map(
                (each) => `${each.message} ${each.level}`,
            );
        expect(levels({}, "dev")).to.have.members(["hard mandatory", "mild advisory", "plain advisory"]);
        expect(levels({}, "prod")).to.have.members(["hard mandatory", "mild advisory", "plain mandatory"]);
        expect(levels({ bare: "advisory" }, "prod")).to.have.members([
            "hard advisory",
            "mild advisory",
            "plain advisory",
        ]);
    });
});

describe("exemptions", () => {
    const written = (rule: string): string =>
        BARE.replace(
            "namespace: shop",
            `namespace: shop, annotations: { policy.strata.dev/exempt.${rule}: "vendor image; until=2026-12-31; by=team a" }`,
        );
    const config = (resource: string) => ({
        exemptions: [
            { rule: "k8s-memory-limits", resource, reason: "vendor image", until: "2026-12-31", by: "team b" },
        ],
    });

    it("keep the finding, marked with who and why", () => {
        const [finding, ...others] = of(
            judge(rules, resources(written("k8s-cpu-limits")), settings("prod")),
            "k8s-cpu-limits",
        );
        expect(others).to.be.empty;
        expect(finding).to.deep.include({ exempt: true, outcome: "fail", level: "mandatory" });
        expect(finding?.exemption).to.deep.equal({
            rule: "k8s-cpu-limits",
            resource: finding?.urn,
            reason: "vendor image",
            until: "2026-12-31",
            by: "team a",
        });
    });

    it("on an object do not count in prod and dr for rules that want them in config", () => {
        for (const [environment, exempt] of [
            ["local", true],
            ["dev", true],
            ["staging", true],
            ["prod", false],
            ["dr", false],
        ] as const) {
            const findings = judge(rules, resources(written("k8s-memory-limits")), settings(environment));
            expect(
                of(findings, "k8s-memory-limits").map((each) => each.exempt),
                environment,
            ).to.deep.equal([exempt]);
            expect(of(findings, "policy-exemptions"), environment).to.have.length(exempt ? 0 : 1);
        }
    });

    it("in config count everywhere, by URN or name, also by pattern", () => {
        const [resource] = resources(BARE);
        for (const pattern of ["web", "w*b", resource?.urn ?? "", "urn:pulumi:*::web", "*"]) {
            const found = of(judge(rules, resources(BARE), settings("prod", config(pattern))), "k8s-memory-limits");
            expect(
                found.map((each) => each.exempt),
                pattern,
            ).to.deep.equal([true]);
        }
        for (const pattern of ["we", "eb", "web2", "w.b", "*::we"]) {
            const found = of(judge(rules, resources(BARE), settings("prod", config(pattern))), "k8s-memory-limits");
            expect(
                found.map((each) => each.exempt),
                pattern,
            ).to.deep.equal([false]);
        }
    });

    it("that have expired excuse nothing", () => {
        const late = settings("prod", { ...config("web"), today: "2027-01-01" });
        const findings = judge(rules, resources(BARE), late);
        expect(of(findings, "k8s-memory-limits").map((each) => each.exempt)).to.deep.equal([false]);
        expect(of(findings, "policy-exemptions")).to.have.length(1);
    });

    it("of a cloud resource stand in its tags", () => {
        const group = (tags: string): string =>
            `{ type: 'aws:eks/nodeGroup:NodeGroup', props: { tags: { ${tags} }, instanceTypes: [m5.large], scalingConfig: { maxSize: 0 } } }`;
        const yaml = documents(
            group("policy.strata.dev/exempt.k8s-capacity-fits: 'small by intent until=2026-12-31 by=platform'"),
            deployment("- { name: web, resources: { requests: { cpu: 1, memory: 1Gi } } }"),
        );
        const findings = of(judge(rules, resources(yaml), settings("prod")), "k8s-capacity-fits");
        expect(findings.map((each) => each.exempt)).to.deep.equal([true, true]);
        expect(findings[0]?.exemption?.reason).to.equal("small by intent");
    });

    it("of one object in a List are not the others'", () => {
        const item = (name: string, annotations: string): string =>
            `{ apiVersion: v1, kind: Pod, metadata: { name: ${name}, annotations: { ${annotations} } }, spec: { containers: [{ name: ${name} }] } }`;
        const exempt = "policy.strata.dev/exempt.k8s-cpu-limits: 'vendor; until=2026-12-31; by=x'";
        const yaml = `{ apiVersion: v1, kind: List, metadata: { name: l }, items: [${item("a", exempt)}, ${item("b", "x: y")}] }`;
        const findings = of(judge(rules, resources(yaml), settings("prod")), "k8s-cpu-limits");
        expect(findings.map(({ message, exempt: is }) => [message.slice(0, 8), is])).to.deep.equal([
            ["items[0]", true],
            ["items[1]", false],
        ]);
    });

    it("there are none from the rule about exemptions", () => {
        const yaml = written("policy-exemptions");
        const found = of(judge(rules, resources(yaml), settings("prod")), "policy-exemptions");
        expect(found.map((each) => each.exempt)).to.deep.equal([false]);
    });
});

describe("a rule that throws", () => {
    const throwing = bareRule({
        pods: "all",
        checkPod(_subject, verdict) {
            verdict.bad({ message: "found before", remedy: "x" });
            throw new TypeError("cannot read hunter2");
        },
    });

    it("is a finding where it matters, and the other rules are judged all the same", () => {
        for (const [environment, level] of [
            ["local", "advisory"],
            ["dev", "advisory"],
            ["staging", "mandatory"],
            ["prod", "mandatory"],
            ["dr", "mandatory"],
        ] as const) {
            const findings = judge([throwing, ...rules], resources(BARE), settings(environment));
            const [found, fault] = of(findings, "bare").toSorted((a, b) => (a.message < b.message ? -1 : 1));
            expect(found?.message, environment).to.equal("found before");
            expect(fault, environment).to.deep.include({ level, outcome: "fail", exempt: false });
            expect(fault?.message).to.match(/^internal error in rule: TypeError at judge\.test\.ts:\d+$/);
            expect(of(findings, "k8s-memory-limits"), environment).to.have.length(1);
        }
    });

    it("does not quote what it stumbled over", () => {
        const findings = judge([throwing], resources(BARE), settings("prod"));
        expect(JSON.stringify(findings)).to.not.contain("hunter2");
    });

    it("is one in the stack and audit phases too", () => {
        const fault = (): never => {
            throw new Error("no");
        };
        for (const rule of [bareRule({ checkStack: fault }), bareRule({ checkAudit: fault })]) {
            const findings = judge([rule], resources(BARE), settings("prod"));
            expect(findings.map((each) => each.message)).to.have.length(1);
            expect(findings[0]?.message).to.match(/^internal error in rule: Error/);
        }
    });
});

describe("findings", () => {
    const yaml = documents(
        deployment("- { name: web }", "", "b"),
        deployment("- { name: web }\n- { name: a }", "", "a"),
        "{ apiVersion: v1, kind: Service, metadata: { name: s, namespace: shop }, spec: { type: LoadBalancer, selector: { app: a } } }",
    );

    it("come in one order, whatever the order of the resources and rules", () => {
        const all = resources(yaml);
        const expected = judge(rules, all, settings("prod"));
        expect(expected.length).to.be.greaterThan(10);
        fc.assert(
            fc.property(
                fc.shuffledSubarray(all, { minLength: all.length }),
                fc.shuffledSubarray([...rules], { minLength: rules.length }),
                (some, order) => {
                    expect(judge(order, some, settings("prod"))).to.deep.equal(expected);
                },
            ),
            { numRuns: 20 },
        );
        const keys = expected.map((each) => `${each.urn} ${each.rule}`);
        expect(keys).to.deep.equal(keys.toSorted());
    });

    it("are the same when resources come one by one and all at once", () => {
        const all = resources(yaml);
        const one = createJudge(rules, settings("prod"));
        const split = [...all.flatMap((resource) => one.resource(resource)), ...one.stack(all)];
        expect(split).to.have.deep.members(judge(rules, all, settings("prod")));
        expect(split).to.have.length(judge(rules, all, settings("prod")).length);
    });

    it("say of the whole stack what is no fault of one resource", () => {
        const stack = "{ type: 'pulumi:pulumi:Stack', urn: the-stack, props: {} }";
        const found = judge(rules, resources(stack), settings("prod", { levels: { nothing: "advisory" } }));
        expect(found.map((each) => [each.rule, each.urn])).to.deep.equal([["policy-config-known", "the-stack"]]);
    });
});

describe("odd input", () => {
    const types = [
        ...new Set(
            rules.flatMap((rule) =>
                rule.ready("prod", {}, "2026-06-01").types.map((type) => type.replaceAll("*", "v1")),
            ),
        ),
        "kubernetes:apps/v1:Deployment",
        "kubernetes:apps/v1:DeploymentPatch",
        "kubernetes:batch/v1:CronJob",
        "kubernetes:core/v1:Pod",
        "kubernetes:core/v1:PodList",
        "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
        "kubernetes",
        "",
    ];
    const keys = fc.constantFrom(
        "metadata",
        "annotations",
        "labels",
        "spec",
        "template",
        "containers",
        "initContainers",
        "name",
        "namespace",
        "image",
        "env",
        "value",
        "resources",
        "limits",
        "requests",
        "memory",
        "cpu",
        "ports",
        "containerPort",
        "livenessProbe",
        "readinessProbe",
        "httpGet",
        "exec",
        "command",
        "port",
        "host",
        "tls",
        "hosts",
        "secretName",
        "rules",
        "listeners",
        "routes",
        "match",
        "items",
        "kind",
        "selector",
        "hard",
        "data",
        "stringData",
        "volumes",
        "tags",
        "scalingConfig",
        "instanceTypes",
        "restartPolicy",
        "type",
        "values",
        "chart",
        "alb.ingress.kubernetes.io/listen-ports",
        "policy.strata.dev/exempt.k8s-memory-limits",
        "ingressClassName",
        "__proto__",
        "constructor",
    );
    const leaf = fc.oneof(
        fc.constant(UNKNOWN),
        fc.string(),
        fc.integer(),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        fc.constant(undefined),
        fc.constantFrom(
            "alb",
            "Always",
            "Container",
            '[{"HTTPS":443}]',
            "[1]",
            "100m",
            "LoadBalancer",
            "traefik",
            "default",
            "HTTP",
        ),
    );
    const { tree } = fc.letrec((tie) => ({
        tree: fc.oneof(
            { depthSize: "large", maxDepth: 9 },
            leaf,
            fc.array(tie("tree"), { maxLength: 3 }),
            fc.dictionary(keys, tie("tree"), { maxKeys: 6 }),
        ),
    }));
    const resource: fc.Arbitrary<PolicyResource> = fc.record({
        urn: fc.string(),
        type: fc.constantFrom(...types),
        name: fc.string(),
        props: fc.dictionary(keys, tree, { maxKeys: 8 }),
        protect: fc.boolean(),
        ignoreChanges: fc.constant([]),
    });

    it("is judged or passed over, and never a fault of a rule", () => {
        fc.assert(
            fc.property(fc.array(resource, { maxLength: 4 }), (some) => {
                const faults = judge(rules, some, settings("prod")).filter((each) =>
                    each.message.startsWith("internal error"),
                );
                expect(faults.map((each) => `${each.rule}: ${each.message}`)).to.deep.equal([]);
            }),
            { numRuns: 600 },
        );
    });
});
