import { z } from "zod";
import { flag, number } from "../options.ts";
import { at, count, isPresent, show } from "../read.ts";
import { defineRule } from "../rule.ts";
import { inputSnippet } from "../shared/demands.ts";
import { UNKNOWN } from "../unknown.ts";

const DAYS = "retentionInDays";

export const rule = defineRule({
    name: "aws-log-retention",
    title: "Logs are kept long enough, not for ever, and encrypted with a key of ours",
    rationale: "A break-in is often found after weeks, and logs without an end are paid for without an end.",
    levels: { dev: "advisory", staging: "advisory", prod: "advisory" },
    options: (tier) =>
        z.strictObject({
            /** Days that logs are kept at least. */
            days: number.default({ dev: 30, staging: 90, prod: 365 }[tier]),
            /** Whether a key of ours must encrypt them. */
            ownKey: flag.default(true),
        }),
    types: ["aws:cloudwatch/logGroup:LogGroup"],
    check({ props }, verdict, { options }) {
        const days = count(at(props, DAYS));
        if (days === UNKNOWN) verdict.unknown(DAYS);
        else if (days === undefined || days < options.days) {
            const meaning = (days ?? 0) === 0 ? ", which is for ever" : "";
            verdict.bad({
                message: `${DAYS} is ${show(days)}${meaning}; wanted are at least ${options.days}`,
                remedy: inputSnippet(DAYS, options.days),
            });
        }
        if (options.ownKey && !isPresent(at(props, "kmsKeyId")))
            verdict.bad({
                message: "kmsKeyId is not set: a key of AWS encrypts the logs, which nobody here can close",
                remedy: "kmsKeyId: key.arn",
            });
    },
});
