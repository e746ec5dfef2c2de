import { CLUSTER, INSTANCE } from "../model/databases.ts";
import { noOptions } from "../options.ts";
import { defineRule } from "../rule.ts";
import { demandSwitch } from "../shared/switches.ts";

export const rule = defineRule({
    name: "aws-rds-deletion-protection",
    title: "AWS refuses to delete databases of RDS until it is told otherwise",
    rationale: "A database deleted by a wrong name in a command is hours of restoring, at best.",
    levels: { dev: "disabled", staging: "mandatory", prod: "mandatory" },
    configOnlyExemption: true,
    options: noOptions,
    types: [INSTANCE, CLUSTER],
    check(subject, verdict) {
        const because = "one call deletes it";
        demandSwitch(subject, verdict, { path: "deletionProtection", wanted: true, unset: false, because });
    },
});
