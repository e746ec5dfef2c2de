/** The schema for editors says of the stack files what the program says. */
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { root, stacks } from "../support/stacks.ts";

const text = (file: string): string => readFileSync(new URL(file, root), "utf8");
const schema = z.fromJSONSchema(JSON.parse(text("config/stack.schema.json")) as z.core.JSONSchema.BaseSchema);

describe("the editors' schema of stack files", () => {
    for (const stack of stacks) {
        it(`takes Pulumi.${stack}.yaml`, () => {
            expect(schema.safeParse(parse(text(`Pulumi.${stack}.yaml`))).error).to.equal(undefined);
        });
    }

    it("takes what the CLI writes beside the config", () => {
        const file = parse(text("Pulumi.local.yaml")) as object;
        expect(schema.safeParse({ ...file, encryptionsalt: "v1:abc:def" }).success).to.equal(true);
    });

    const dev = text("Pulumi.dev.yaml");
    const faults: Readonly<Record<string, string>> = {
        "an unknown key": dev.replace("strata:zones", "strata:zone"),
        "a version that is a number": dev.replace('version: "1.35"', "version: 1.35"),
        "an unknown rule": `${dev}  strata:policies: { levels: { k8s-image-pined: mandatory } }\n`,
        "an unknown option of a rule": `${dev}  strata:policies: { options: { k8s-image-pinned: { tags: no } } }\n`,
    };
    for (const [fault, content] of Object.entries(faults)) {
        it(`refuses ${fault}`, () => {
            expect(content).to.not.equal(dev);
            expect(schema.safeParse(parse(content)).success).to.equal(false);
        });
    }
});
