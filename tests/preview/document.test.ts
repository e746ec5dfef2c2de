/** The JSON document: its shape, its order, what it must not hold. */
import { expect } from "chai";
import { documentText, previewDocument, type PreviewDocument } from "../../preview/document.ts";
import { judgeRecording } from "../../preview/judge.ts";
import { manifests } from "../../preview/manifests.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import { mandatory, record, runProgram, runVariant, stacks } from "../support/stacks.ts";
import { texts, write } from "../support/values.ts";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

const document = ({ recording }: RecordedStack): PreviewDocument =>
    previewDocument(recording, judgeRecording(recording), 12.6);

describe("the document", () => {
    it("describes each resource with its options and counts them", async () => {
        for (const stack of stacks) {
            const { resources, summary, policies, durationMs } = document(await record(stack));
            expect(summary.resources, stack).to.equal(resources.length);
            expect(Object.values(summary.byType).reduce((sum, count) => sum + count, 0)).to.equal(resources.length);
            const exempt = policies.filter((finding) => finding.exempt).length;
            const mandatory = policies.filter((finding) => finding.level === "mandatory" && !finding.exempt).length;
            expect(summary).to.include({ exempt, mandatory, advisory: policies.length - exempt - mandatory });
            expect(durationMs).to.equal(13);
            for (const resource of resources) {
                expect(Object.keys(resource)).to.have.members([
                    "urn",
                    "type",
                    "name",
                    "custom",
                    "parent",
                    "provider",
                    "inputs",
                    "options",
                ]);
                expect(Object.keys(resource.options)).to.have.members([
                    "protect",
                    "dependsOn",
                    "ignoreChanges",
                    "retainOnDelete",
                    "deleteBeforeReplace",
                ]);
            }
        }
    });

    it("is in the order of URNs, with keys in that of the alphabet", async () => {
        const { resources } = document(await record("prod"));
        const urns = resources.map(({ urn }) => urn);
        expect(urns).to.deep.equal(urns.toSorted((a, b) => (a < b ? -1 : 1)));
        expect(new Set(urns).size).to.equal(urns.length);
        const keys = (value: unknown): void => {
            if (typeof value !== "object" || value === null) return;
            const own = Object.keys(value);
            if (!Array.isArray(value)) expect(own).to.deep.equal(own.toSorted((a, b) => (a < b ? -1 : 1)));
            Object.values(value).forEach(keys);
        };
        const parsed = JSON.parse(documentText(document(await record("prod")))) as PreviewDocument;
        for (const { inputs } of parsed.resources) keys(inputs);
    });

    it("names only parents, providers and dependencies that are there", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            for (const { urn, parent, provider, options } of recorded.resources) {
                const named = [parent, provider?.split("::").slice(0, -1).join("::"), ...options.dependsOn];
                for (const other of named) {
                    if (other !== undefined) expect(recorded.byUrn(other).urn, urn).to.equal(other);
                }
                expect(recorded.closure(recorded.byUrn(urn)).has(urn), `${urn} waits for itself`).to.be.false;
            }
        }
    });
});

describe("a secret", () => {
    const canary = "canary-7f3a91";

    it("of the config, of a resource or of an Output is in no document and no manifest", async () => {
        const stack = await runProgram(() => {
            const password = new random.RandomPassword("password", { length: 8 }).result;
            const hidden = pulumi.secret(canary);
            new k8s.core.v1.Secret("secret", {
                metadata: { name: "secret" },
                stringData: { direct: hidden, joined: pulumi.interpolate`user:${hidden}@${password}` },
            });
            new k8s.core.v1.Secret("data", { metadata: { name: "data" }, data: { key: btoa(canary) } });
            new k8s.core.v1.ConfigMap("map", {
                metadata: { name: "map" },
                data: { text: pulumi.interpolate`${hidden}!`, list: hidden.apply((value) => JSON.stringify([value])) },
            });
        });
        const written = [documentText(document(stack)), ...manifests(stack.resources).map(({ text }) => text)].join(
            "\n",
        );
        expect(written).to.not.include(canary);
        expect(written).to.not.include(btoa(canary));
        expect(written).to.not.include("simulated-password");
        expect(written).to.include("[secret]");
    });

    it("of the program's is masked wherever it stands", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            const passwords = recorded.ofType("random:index/randomPassword:RandomPassword");
            // In a cloud the database's is its own business, and Grafana's the cluster's.
            expect(passwords, stack).to.have.lengthOf(stack === "local" ? 5 : 2);
            const found = texts(recorded.resources.map(({ inputs }) => inputs)).map(({ text }) => text);
            for (const { name } of passwords) expect(found, stack).to.not.include(`simulated-${name}`);
            for (const { inputs } of recorded.objects("Secret")) {
                for (const { path, text } of texts(inputs)) {
                    if (path.startsWith(".stringData") || path.startsWith(".data")) expect(text).to.equal("[secret]");
                }
            }
        }
    });

    it("in a stack file is not shown by what is said about it", async () => {
        const stack = await runVariant("local", {
            edit: (config) => {
                write(config, "pulumi:token", { secure: canary });
            },
        });
        expect(JSON.stringify(stack.recording)).to.not.include(canary);
    });
});

describe("before a first deployment, when nothing of a cloud is known", () => {
    for (const stack of stacks) {
        it(`${stack} runs, and the policies stop nothing`, async () => {
            const unknown = await runVariant(stack, { unknowns: true });
            const urns = ({ resources }: RecordedStack): readonly string[] => resources.map(({ urn }) => urn);
            expect(urns(unknown)).to.deep.equal(urns(await record(stack)));
            expect(mandatory(unknown).map(({ rule, urn }) => `${rule} ${urn}`)).to.deep.equal([]);
        });
    }
});
