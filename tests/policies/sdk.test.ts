/** The pack behind the policy SDK: its proxies, its secrets, its two phases. */
import type { Policies } from "@pulumi/policy";
import * as sdkProxy from "@pulumi/policy/proxy.js";
import { unknownValue } from "@pulumi/pulumi/runtime/rpc.js";
import { expect } from "chai";
import { z } from "zod";
import { UNKNOWN, defineRule, type PolicySettings, type Rule } from "../../policies/judge.ts";
import { rules } from "../../policies/rules/index.ts";
import { merged } from "../../policies/sdk/merge.ts";
import { packPolicies } from "../../policies/sdk/pack-policies.ts";
import { plain, plainFields } from "../../policies/sdk/plain.ts";
import { unknownMarks } from "../../policies/sdk/unknown-marks.ts";
import { UNKNOWN_TEXT, analyze, analyzeStack, remediate, secret, type Sent, type Violation } from "./analyzer.ts";

function pack(more: Partial<PolicySettings> = {}, some: readonly Rule[] = rules): Policies {
    const settings: PolicySettings = {
        environment: "prod",
        levels: {},
        options: {},
        exemptions: [],
        today: "2026-06-01",
        ...more,
    };
    return [...packPolicies(some, () => ({ settings, problems: [] }))];
}

function deployment(container: Sent["props"], name = "web", type = "kubernetes:apps/v1:Deployment"): Sent {
    return {
        urn: `urn:pulumi:prod::strata::${type}::${name}`,
        type,
        name,
        props: {
            metadata: { name, namespace: "shop" },
            spec: {
                template: {
                    metadata: { labels: { app: name } },
                    spec: { containers: [{ name: "analytics", ...container }] },
                },
            },
        },
    };
}

function of(violations: readonly Violation[], rule: string): Violation[] {
    return violations.filter((violation) => violation.policyName === rule);
}

const SERVICE: Sent = {
    urn: "urn:pulumi:prod::strata::kubernetes:core/v1:Service::web",
    type: "kubernetes:core/v1:Service",
    name: "web",
    props: { metadata: { name: "web", namespace: "shop" }, spec: { selector: { app: "web" } } },
};

describe("plain values", () => {
    it("know every mark that the SDK knows", () => {
        const proxy = Reflect.get(sdkProxy, "unknownCheckingProxy") as (value: object) => object;
        expect(unknownMarks).to.have.property("size", 7);
        expect(unknownMarks.has(unknownValue)).to.equal(true);
        for (const mark of unknownMarks) {
            const value = proxy({ a: { b: [mark, "x"] }, c: mark });
            expect(plain(value)).to.deep.equal({ a: { b: [UNKNOWN, "x"] }, c: UNKNOWN });
        }
    });

    it("are copies: lists stay lists, null stays null, files are not opened", () => {
        class File {
            readonly path = "/etc/passwd";
        }
        expect(plainFields({ a: [], b: null, c: { d: 1, e: false }, f: new File() })).to.deep.equal({
            a: [],
            b: null,
            c: { d: 1, e: false },
            f: "[asset]",
        });
    });
});

describe("inputs and outputs together", () => {
    it("keep what was written and add what was not known", () => {
        expect(
            merged(
                { a: 1, b: UNKNOWN, c: { d: "x", e: UNKNOWN }, list: [{ n: UNKNOWN }], short: [1], nothing: null },
                { a: 2, b: 3, c: { e: 4, f: 5 }, list: [{ n: 6, m: 7 }], short: [8, 9], more: 10, nothing: 11 },
            ),
        ).to.deep.equal({
            a: 1,
            b: 3,
            c: { d: "x", e: 4, f: 5 },
            list: [{ n: 6, m: 7 }],
            short: [1],
            more: 10,
            nothing: 11,
        });
    });

    it("keep what was written where the engine shows nothing", () => {
        expect(merged({ a: { b: 1 } }, {})).to.deep.equal({ a: { b: 1 } });
        expect(merged(UNKNOWN, undefined)).to.equal(UNKNOWN);
    });

    it("leave absent what nobody wrote and nobody knows yet", () => {
        const outputs = { kmsKeyId: UNKNOWN, arn: "arn", engineVersion: UNKNOWN };
        expect(merged({ engineVersion: null, name: UNKNOWN }, { ...outputs, name: UNKNOWN })).to.deep.equal({
            arn: "arn",
            engineVersion: null,
            name: UNKNOWN,
        });
    });
});

describe("the pack on the SDK", () => {
    it("reports a missing limit beside an unknown image", async () => {
        const violations = await analyze(pack(), deployment({ image: UNKNOWN_TEXT }));
        expect(
            of(violations, "k8s-memory-limits").map(({ level, message }) => [level, message.split("\n")[0]]),
        ).to.deep.equal([["mandatory", 'container "analytics" has no memory limit']]);
        expect(
            of(violations, "k8s-image-pinned").map(({ level, message }) => [level, message.split("\n")[0]]),
        ).to.deep.equal([["advisory", "not verifiable in preview: spec.template.spec.containers[0].image"]]);
    });

    it("names the rule, its level and the resource", async () => {
        const sent = deployment({ image: "x:latest" });
        const [violation] = of(await analyze(pack({ environment: "dev" }), sent), "k8s-image-pinned");
        expect(violation).to.deep.include({ level: "advisory", urn: sent.urn });
        expect(violation?.message).to.match(
            /^container "analytics" image "x:latest" has a tag that moves[^]*image: <repository>/,
        );
        const [inProd] = of(await analyze(pack({ environment: "prod" }), sent), "k8s-image-pinned");
        expect(inProd?.level).to.equal("mandatory");
    });

    it("finds what the field's linters let pass", async () => {
        const found = async (container: Sent["props"], rule: string): Promise<string | undefined> =>
            of(await analyze(pack(), deployment(container)), rule)[0]?.message.split("\n")[0];
        expect(await found({ resources: { limits: { memory: "512m" } } }, "k8s-valid-quantities")).to.match(
            /"512m" means 0.512 byte/,
        );
        expect(await found({ image: "timescale/timescaledb:latest-pg15" }, "k8s-image-pinned")).to.match(
            /\("latest"\)/,
        );
        expect(await found({ image: "host:5000/app" }, "k8s-image-pinned")).to.match(/has no tag/);
        expect(await found({ image: "host:5000/app:1.2.3" }, "k8s-image-pinned")).to.equal(undefined);
    });

    it("prints no secret, whatever rule stumbles over it", async () => {
        const url = "postgres://app:hunter2@db/app?sslmode=disable";
        const sent: Sent[] = [
            deployment({
                image: "app:1",
                env: [
                    { name: "DATABASE_URL", value: secret(url) },
                    { name: "TOKEN", value: secret("hunter2") },
                ],
            }),
            {
                urn: "urn:secret",
                type: "kubernetes:core/v1:Secret",
                name: "db",
                props: {
                    metadata: { name: "db" },
                    stringData: secret(url),
                    data: { url: secret(Buffer.from(url).toString("base64")) },
                },
            },
        ];
        const policies = pack({ environment: "prod" });
        const violations = [
            ...(await Promise.all(sent.map((each) => analyze(policies, each)))).flat(),
            ...(await analyzeStack(policies, sent)),
        ];
        expect(of(violations, "db-client-tls")).to.have.length(2);
        expect(violations.map((each) => each.message).join("\n")).to.not.match(/hunter2|aHVudGVyM/);
    });

    it("judges in the stack phase what was written, where the engine shows nothing", async () => {
        const policies = pack();
        const web = deployment({ image: "web:1" });
        await analyze(policies, web);
        await analyze(policies, SERVICE);
        const blind = [web, SERVICE].map((each) => ({ ...each, props: {} }));
        const readiness = of(await analyzeStack(policies, blind), "k8s-readiness-probe");
        expect(readiness.map(({ level, urn }) => [level, urn])).to.deep.equal([["mandatory", web.urn]]);
        expect(of(await analyzeStack(policies, blind), "k8s-readiness-probe"), "forgotten after the run").to.be.empty;
    });

    it("takes the outputs of what was not known", async () => {
        const policies = pack();
        const quota = (hard: string): Sent => ({
            urn: "urn:quota",
            type: "kubernetes:core/v1:ResourceQuota",
            name: "q",
            props: { metadata: { name: "q", namespace: "shop" }, spec: { hard: { pods: hard } } },
        });
        const web = deployment({ image: "web:1" });
        await analyze(policies, quota(UNKNOWN_TEXT));
        await analyze(policies, web);
        const [finding] = of(await analyzeStack(policies, [quota("0"), web]), "k8s-quota-fits");
        expect(finding?.message).to.match(/spec.hard pods is 0/);
    });

    it("says each thing in one phase only", async () => {
        const policies = pack();
        const web = deployment({ image: "web:latest" });
        const first = await analyze(policies, web);
        const second = await analyzeStack(policies, [web]);
        const names = new Set(first.map((each) => each.policyName));
        expect(names).to.include("k8s-image-pinned");
        expect(second.filter((each) => names.has(each.policyName))).to.be.empty;
        expect(of(second, "k8s-readiness-probe")).to.have.length(1);
    });

    it("keeps two clusters of a stack apart by their parents", async () => {
        const policies = pack();
        const site = (name: string): Sent => ({ urn: `urn:${name}`, type: "strata:index:Site", name, props: {} });
        const web = { ...deployment({ image: "web:1" }), parent: "urn:us" };
        const service = { ...SERVICE, parent: "urn:eu" };
        const all = [site("us"), site("eu"), web, service];
        for (const each of all) await analyze(policies, each);
        const [readiness] = of(await analyzeStack(policies, all), "k8s-readiness-probe");
        expect(readiness?.message).to.match(/no Service leads to it/);
    });

    it("obeys config: levels, options, exemptions", async () => {
        const web = deployment({ resources: { limits: { cpu: 1, memory: "64Gi" } } });
        const at = async (more: Partial<PolicySettings>, rule: string): Promise<(readonly [string, string])[]> =>
            of(await analyze(pack(more), web), rule).map(({ level, message }) => [level, message.split("\n")[0] ?? ""]);
        expect(await at({}, "k8s-resource-ceilings")).to.have.length(1);
        expect(await at({ options: { "k8s-resource-ceilings": { maxMemory: "64Gi" } } }, "k8s-resource-ceilings")).to.be
            .empty;
        expect(await at({ levels: { "k8s-resource-ceilings": "disabled" } }, "k8s-resource-ceilings")).to.be.empty;
        const exemptions = [
            { rule: "k8s-resource-ceilings", resource: "web", reason: "cache", until: "2026-12-31", by: "data" },
        ];
        const [exempt] = await at({ exemptions }, "k8s-resource-ceilings");
        expect(exempt?.[0]).to.equal("advisory");
        expect(exempt?.[1]).to.match(
            /^exempt until 2026-12-31 by data \(cache\): container "analytics" memory limits 64Gi/,
        );
    });

    it("reports unused exemptions once, on the stack", async () => {
        const exemptions = [{ rule: "k8s-memory-limits", resource: "gone", reason: "x", until: "2026-12-31", by: "y" }];
        const policies = pack({ exemptions });
        const web = deployment({});
        expect(of(await analyze(policies, web), "policy-exemptions")).to.be.empty;
        const found = of(await analyzeStack(policies, [web]), "policy-exemptions");
        expect(found.map(({ level }) => level)).to.deep.equal(["mandatory"]);
    });

    it("goes on when a rule throws", async () => {
        const throwing = defineRule({
            name: "throwing",
            title: "Throws",
            rationale: "For tests.",
            levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
            options: () => z.strictObject({}),
            pods: "all",
            checkPod: () => {
                throw new Error("boom");
            },
        });
        const violations = await analyze(pack({}, [throwing, ...rules]), deployment({}));
        expect(of(violations, "throwing").map(({ level }) => level)).to.deep.equal(["mandatory"]);
        expect(of(violations, "k8s-memory-limits")).to.have.length(1);
    });

    it("sees sidecars, ScaledJobs and Rollouts", async () => {
        const template = {
            spec: { containers: [{ name: "a" }], initContainers: [{ name: "side", restartPolicy: "Always" }] },
        };
        const send = async (type: string, spec: Sent["props"]): Promise<string[]> =>
            (await analyze(pack(), { urn: "u", type, name: "x", props: { spec } })).map(
                (each) => `${each.policyName} ${each.message.split("\n")[0] ?? ""}`,
            );
        const rollout = await send("kubernetes:argoproj.io/v1alpha1:Rollout", { template });
        expect(rollout).to.include('k8s-liveness-probe sidecar container "side" has no liveness probe');
        expect(rollout).to.include('k8s-memory-limits sidecar container "side" has no memory limit');
        const job = await send("kubernetes:keda.sh/v1alpha1:ScaledJob", { jobTargetRef: { template } });
        expect(job).to.include('k8s-memory-limits container "a" has no memory limit');
        expect(job.filter((each) => each.startsWith("k8s-liveness-probe"))).to.be.empty;
    });

    describe("in the remediation phase", () => {
        const database = (masterPassword: Sent["props"][string], more: Sent["props"] = {}): Sent => ({
            urn: "urn:database",
            type: "aws:rds/cluster:Cluster",
            name: "database",
            props: { masterPassword, ...more },
        });
        const levels = { "pulumi-secretness": "remediate" } as const;

        it("changes nothing of its own accord, but notes what is secret for the rules that judge", async () => {
            const policies = pack();
            expect(await remediate(policies, database("hunter2"))).to.equal(undefined);
            const [found] = of(await analyze(policies, database("hunter2")), "pulumi-secretness");
            expect(found).to.deep.include({ level: "mandatory", urn: "urn:database" });
            expect(found?.message)
                .to.match(/^masterPassword is not marked as a secret/)
                .and.not.include("hunter2");
            const hidden = database(secret("hunter2"));
            expect(await remediate(policies, hidden)).to.equal(undefined);
            expect(of(await analyze(policies, hidden), "pulumi-secretness")).to.be.empty;
        });

        it("knows a secret inside of others, and a literal that is one", async () => {
            const policies = pack();
            const web = deployment({ env: [{ name: "GREETING", value: secret("hunter2") }] });
            await remediate(policies, web);
            const [found] = of(await analyze(policies, web), "k8s-no-secrets-in-env");
            expect(found?.message).to.match(/env GREETING is marked as a secret/);
        });

        it("marks a plain password where config says remediate, and leaves the rest as it was", async () => {
            const policies = pack({ levels });
            const sent = database("hunter2", {
                finalSnapshotIdentifier: UNKNOWN_TEXT,
                tags: { Owner: secret("me"), Name: "a" },
                list: [secret("x"), null, 1],
            });
            const changed = await remediate(policies, sent);
            expect(changed).to.deep.equal({ ...sent.props, masterPassword: secret("hunter2") });
            expect(of(await analyze(policies, { ...sent, props: changed ?? {} }), "pulumi-secretness")).to.be.empty;
        });

        it("leaves alone what an exemption covers", async () => {
            const exemptions = [
                { rule: "pulumi-secretness", resource: "database", reason: "x", until: "2026-12-31", by: "y" },
            ];
            expect(await remediate(pack({ levels, exemptions }), database("hunter2"))).to.equal(undefined);
        });
    });

    it("writes nothing to standard output, which is the engine's", async () => {
        const written: unknown[] = [];
        const write = process.stdout.write.bind(process.stdout);
        process.stdout.write = (text: unknown) => written.push(text) > 0;
        try {
            await analyze(pack(), deployment({}));
            await analyzeStack(pack(), [deployment({})]);
        } finally {
            process.stdout.write = write;
        }
        expect(written).to.deep.equal([]);
    });
});
