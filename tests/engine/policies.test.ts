/** The policy pack on the real analyzer: one flaw in the real program stops it, and the message says where it is. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { type Flaw, flawed } from "./fixtures/flawed.ts";
import { EngineStack, projectProgram } from "./harness/engine-stack.ts";
import { expectMention } from "./harness/expect.ts";
import type { Outcome } from "./harness/outcome.ts";

const unpinned: Flaw = {
    title: "an image with a tag that moves",
    apply: (container) => {
        container.image = container.image.replace(/:[^:/]*$/, ":latest");
    },
};
const unlimited: Flaw = {
    title: "a container without a memory limit",
    apply: (container) => {
        delete container.resources.limits["memory"];
    },
};

const unready: Flaw = {
    title: "a container without a readiness probe",
    apply: (container) => {
        delete container.readinessProbe;
    },
};

/** In dev and local a LimitRange stands in for the limit, and an image that moves is only reported. */
const cases = [
    { stack: "prod", flaw: unpinned, rule: "k8s-image-pinned", value: "pms-auth:latest", blocks: true },
    { stack: "prod", flaw: unlimited, rule: "k8s-memory-limits", value: "no memory limit", blocks: true },
    { stack: "prod", flaw: unready, rule: "k8s-readiness-probe", value: "readiness", blocks: true },
    { stack: "dev", flaw: unready, rule: "k8s-readiness-probe", value: "readiness", blocks: true },
    { stack: "dev", flaw: unpinned, rule: "k8s-image-pinned", value: "pms-auth:latest", blocks: false },
    { stack: "local", flaw: unready, rule: "k8s-readiness-probe", value: "readiness", blocks: true },
];

describe("policies on the engine", () => {
    for (const { stack: name, flaw, rule, value, blocks } of cases) {
        it(`${name}: ${flaw.title} ${blocks ? "stops the preview" : "is reported"}`, async () => {
            const deployment = name === "local" ? "local-pms-auth" : "us-pms-auth";
            const stack = await EngineStack.open({ stack: name, program: flawed(projectProgram, deployment, flaw) });
            try {
                const outcome = await stack.preview({ policies: true });
                expect(outcome.succeeded).to.equal(!blocks);
                expect(mandatory(outcome)).to.deep.equal(blocks ? [rule] : []);
                expectMention(outcome, rule, deployment, `"auth"`, value);
                expect(stack.store.all()).to.deep.equal([]);
            } finally {
                stack.close();
            }
        });
    }

    it("prod: an Ingress without TLS stops the preview, and what to paste stands beside it", async () => {
        const stack = await EngineStack.open({
            stack: "prod",
            adjust: (config) => {
                const systems = config["strata:systems"] as { pms: { services?: Record<string, object> } };
                systems.pms.services = { "api-gateway": { tls: false } };
            },
        });
        try {
            const outcome = await stack.preview({ policies: true });
            expect(outcome.succeeded).to.be.false;
            expect(mandatory(outcome)).to.include("k8s-ingress-tls");
            expectMention(outcome, "k8s-ingress-tls", "us-pms-api-gateway", '[{"HTTP":80}]');
            expectMention(outcome, "alb.ingress.kubernetes.io/certificate-arn");
            expect(stack.store.all()).to.deep.equal([]);
        } finally {
            stack.close();
        }
    });
});

/** The SDK's own class would mark the value; transforms, YAML and other languages need not. */
class RawVersion extends pulumi.CustomResource {
    constructor(name: string, args: pulumi.Inputs, options: pulumi.CustomResourceOptions) {
        super("aws:secretsmanager/secretVersion:SecretVersion", name, args, options);
    }
}

describe("a secret that is plain in the inputs, on the engine", () => {
    const password = "canary-value-0815";
    const open = (policies: object): Promise<EngineStack> =>
        EngineStack.open({
            stack: "staging",
            adjust: (config) => {
                config["strata:policies"] = policies;
            },
            program: () => {
                const provider = new aws.Provider("us", { region: "us-east-1" });
                const args = { secretId: "pms/staging/auth", secretString: password };
                new RawVersion("auth", args, { provider });
                return Promise.resolve({});
            },
        });

    it("stops the preview, and is not shown", async () => {
        const stack = await open({});
        try {
            const outcome = await stack.preview({ policies: true });
            expect(mandatory(outcome)).to.deep.equal(["pulumi-secretness"]);
            expectMention(outcome, "pulumi-secretness", "auth", "secretString is not marked as a secret");
            const said = outcome.findings.map(({ message }) => message).join("\n");
            expect(said).to.not.include(password);
        } finally {
            stack.close();
        }
    });

    it("is marked on its way where config says remediate, and the state holds it encrypted", async () => {
        const stack = await open({ levels: { "pulumi-secretness": "remediate" } });
        try {
            const outcome = await stack.up({ policies: true });
            expect(mandatory(outcome)).to.deep.equal([]);
            expect(outcome.succeeded).to.equal(true);
            const [version] = stack.store.all();
            expect(version?.inputs["secretString"], "what AWS gets").to.equal(password);
            const state = JSON.stringify(stack.state);
            expect(state).to.include("secretString").and.not.include(password);
        } finally {
            stack.close();
        }
    });
});

const mandatory = (outcome: Outcome): string[] =>
    outcome.findings
        .filter(({ enforcementLevel }) => enforcementLevel === "mandatory")
        .map(({ policyName }) => policyName);
