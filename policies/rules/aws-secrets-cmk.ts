import { z } from "zod";
import { number } from "../options.ts";
import { at, count, show, text } from "../read.ts";
import { defineRule } from "../rule.ts";
import { inputSnippet } from "../shared/demands.ts";
import { UNKNOWN } from "../unknown.ts";

const WINDOW = "recoveryWindowInDays";
/** The key of AWS, which every role of the account may use. */
const SHARED_KEY = /(?:^|\/)aws\/secretsmanager$/;
/** What AWS takes where nothing is written. */
const DEFAULT_WINDOW = 30;

export const rule = defineRule({
    name: "aws-secrets-cmk",
    title: "Entries of Secrets Manager have a key of ours, and come back when deleted by mistake",
    rationale: "With the account's shared key, who may read the entry may also decrypt it: two locks are one.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: (tier) =>
        z.strictObject({
            /** Days in which a deleted entry can come back. */
            recoveryWindow: number.default(tier === "prod" ? 7 : 0),
        }),
    types: ["aws:secretsmanager/secret:Secret"],
    check({ props }, verdict, { options }) {
        const key = text(at(props, "kmsKeyId"));
        // One not known yet is one that the program makes.
        if (key !== UNKNOWN && (key === undefined || key === "" || SHARED_KEY.test(key)))
            verdict.bad({
                message: `kmsKeyId is ${show(key)}; wanted is a key of ours`,
                remedy: "kmsKeyId: key.arn",
            });
        const window = count(at(props, WINDOW));
        if (window === UNKNOWN) verdict.unknown(WINDOW);
        else if ((window ?? DEFAULT_WINDOW) < options.recoveryWindow)
            verdict.bad({
                message: `${WINDOW} is ${show(window)}; wanted are at least ${options.recoveryWindow}`,
                remedy: inputSnippet(WINDOW, 30),
            });
    },
});
