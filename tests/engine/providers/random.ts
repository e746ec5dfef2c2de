/** Stands in for the random provider: every value follows from the URN, and every secret carries a mark. */
import type { Cloud } from "./cloud.ts";
import { serve } from "./serve.ts";
import { type Bag, digest, pickedIds } from "./wire.ts";

/** Found nowhere in plain text, or a secret has leaked. */
export const CANARY = "canary7f3a";

function result(type: string, seed: string, inputs: Bag): Bag {
    const length = typeof inputs["length"] === "number" ? inputs["length"] : 16;
    switch (type) {
        case "random:index/randomPassword:RandomPassword":
        case "random:index/randomString:RandomString":
            return { result: `${CANARY}${digest(seed, 64)}`.slice(0, Math.max(length, CANARY.length)) };
        case "random:index/randomBytes:RandomBytes":
            return { base64: btoa(`${CANARY}${digest(seed, 22)}`), hex: digest(seed, 64) };
        case "random:index/randomUuid:RandomUuid":
            return { result: digest(seed, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5") };
        case "random:index/randomId:RandomId":
            return { hex: digest(seed, 16), b64Url: digest(seed, 11), dec: "4711" };
        default:
            throw new Error(`the stand-in for random does not know ${type}`);
    }
}

const random: Cloud = {
    identity: [],
    check: (_urn, inputs) => ({ inputs, failures: [] }),
    immutable: (_type, changed) => changed,
    ids: pickedIds,
    scope: () => "",
    admit: () => undefined,
    outputs: (type, id, inputs) => ({ ...inputs, ...result(type, id, inputs) }),
    owned: () => [],
    invoke: (token) => {
        throw new Error(`the stand-in for random answers no ${token}`);
    },
};

if (import.meta.main) await serve("random", random);
