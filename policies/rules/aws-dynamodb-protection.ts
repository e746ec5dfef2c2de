import { noOptions } from "../options.ts";
import { defineRule } from "../rule.ts";
import { demandSwitch } from "../shared/switches.ts";

export const rule = defineRule({
    name: "aws-dynamodb-protection",
    title: "Tables of DynamoDB can be restored, and are not deleted by accident",
    rationale: "A table has no backup of its own: one call or one faulty release, and what it held is gone.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    types: ["aws:dynamodb/table:Table"],
    check(subject, verdict, { tier }) {
        demandSwitch(subject, verdict, {
            path: "pointInTimeRecovery.enabled",
            wanted: true,
            unset: false,
            because: "it can be restored to no second of the last weeks",
        });
        // What is made and thrown away every day must be free to go.
        if (tier !== "dev")
            demandSwitch(subject, verdict, {
                path: "deletionProtectionEnabled",
                wanted: true,
                unset: false,
                because: "one call deletes it",
            });
    },
});
