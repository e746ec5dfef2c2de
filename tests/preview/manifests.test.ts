/** Manifests: what kubectl reads must be what the program meant. */
import * as k8s from "@pulumi/kubernetes";
import { expect } from "chai";
import fc from "fast-check";
import { parse } from "yaml";
import { manifests } from "../../preview/manifests.ts";
import { record, runProgram, runVariant, stacks } from "../support/stacks.ts";
import { read, readMap, texts } from "../support/values.ts";

/** As kubectl does: YAML 1.1, in which `yes` is true and `0x1` is a number. */
const read11 = (text: string): unknown => parse(text, { version: "1.1", merge: true });

const traps = {
    boolean: "yes",
    no: "no",
    on: "on",
    y: "y",
    tilde: "~",
    nothing: "",
    exponent: "1e3",
    hexadecimal: "0x1",
    octal: "0644",
    sexagesimal: "1:30",
    underscore: "1_000",
    version: "1.30",
    date: "2026-01-01",
    lines: "one\n  two\n\nthree\n",
    trailing: "one \n",
    hash: "a # b",
    colon: "a: b",
    tab: "a\tb",
    quotes: `"'\\`,
    template: "{{ .Values.x }}",
    anchor: "&a *b !c %d @e `f",
    unicode: "ä€😀\u2028\u0085",
    merge: "<<",
    long: "word ".repeat(100),
};

describe("manifests", () => {
    it("keep every text as it was for a reader of YAML 1.1, keys included", async () => {
        const data = { ...traps, yes: "a key", "1e3": "a key", "0x1": "a key", null: "a key" };
        const stack = await runProgram(() => {
            new k8s.core.v1.ConfigMap("traps", { metadata: { name: "traps" }, data });
        });
        const [manifest] = manifests(stack.resources);
        expect(read(read11(manifest?.text ?? ""), "data")).to.deep.equal(data);
    });

    it("keep any text", async () => {
        const values = fc.sample(fc.string({ unit: "grapheme", maxLength: 40 }), { numRuns: 300, seed: 11 });
        const data = Object.fromEntries(values.map((value, index) => [`key-${index}`, value]));
        const stack = await runProgram(() => {
            new k8s.core.v1.ConfigMap("any", { metadata: { name: "any" }, data });
        });
        const [manifest] = manifests(stack.resources);
        expect(read(read11(manifest?.text ?? ""), "data")).to.deep.equal(data);
    });

    it("keep numbers and booleans what they are", async () => {
        const { resources } = await record("prod");
        const deployment = manifests(resources).find(({ file }) => file === "us.pms.deployment.pms-auth.yaml");
        const container = read(read11(deployment?.text ?? ""), "spec.template.spec.containers[0]");
        expect(read(container, "ports[0].containerPort")).to.equal(8080);
        expect(read(container, "securityContext.readOnlyRootFilesystem")).to.equal(true);
        expect(read(container, "resources.limits.cpu")).to.equal("800m");
    });

    it("are one file for each object, named after it, and say what it is first", async () => {
        for (const stack of stacks) {
            const { resources } = await record(stack);
            const files = manifests(resources);
            expect(new Set(files.map(({ file }) => file)).size, stack).to.equal(files.length);
            expect(files.length, stack).to.be.greaterThan(80);
            for (const { file, text } of files) {
                expect(file).to.match(/^[\w.-]+\.yaml$/);
                expect(text, file).to.match(/^apiVersion: ".+"\nkind: ".+"\n/);
                expect(text, file).to.not.match(/[&*]a\d+/);
            }
        }
    });

    it("are objects that the API server can read: the values of a Secret are a map of texts", async () => {
        for (const stack of stacks) {
            const { resources } = await record(stack);
            const secrets = manifests(resources).filter(({ file }) => file.includes(".pms.secret."));
            // In a cloud they are fetched from its store and stand in no manifest.
            expect(secrets, stack).to.have.lengthOf(stack === "local" ? 3 : 0);
            for (const { file, text } of secrets) {
                const values = read(read11(text), "stringData");
                expect(values, `${stack} ${file}`).to.be.an("object");
                expect(Object.values(readMap(values, "")), `${stack} ${file}`).to.include("[secret]");
            }
        }
    });

    it("name in an annotation what a deployment would write otherwise, and hold nothing else of that kind", async () => {
        const placeholders = "metadata.annotations[strata.dev/placeholders]";
        for (const options of [{}, { unknowns: true }]) {
            const { resources } = await runVariant("prod", options);
            let annotated = 0;
            for (const { file, text } of manifests(resources)) {
                const object = read11(text);
                const named = read(object, placeholders);
                const stood = texts(object).filter(
                    (each) => /\[secret\]|\[unknown\]|simulated-/.test(each.text) && !each.path.includes("strata.dev"),
                );
                if (stood.length === 0) expect(named, file).to.equal(undefined);
                else {
                    annotated++;
                    expect(named, file).to.match(/\w/);
                }
            }
            expect(annotated).to.be.at.least(4);
        }
        const ingress = manifests((await record("prod")).resources).find(({ file }) =>
            file.endsWith("ingress.pms-frontend.yaml"),
        );
        expect(read(read11(ingress?.text ?? ""), placeholders)).to.include("alb.ingress.kubernetes.io/certificate-arn");
    });
});
