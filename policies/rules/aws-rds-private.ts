import { CLUSTER_INSTANCE, INSTANCE } from "../model/databases.ts";
import type { Stack } from "../model/stack.ts";
import type { Subject } from "../model/subject.ts";
import { publicSubnets } from "../model/subnets.ts";
import { noOptions } from "../options.ts";
import { show, text } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { entriesOf, inputsOf } from "../shared/demands.ts";
import { demandSwitch } from "../shared/switches.ts";
import { UNKNOWN } from "../unknown.ts";

const SUBNETS = "aws:rds/subnetGroup:SubnetGroup";

function judgeSubnets(group: Subject, stack: Stack, verdict: Verdict): void {
    for (const { value, path } of entriesOf(inputsOf(group), "subnetIds", verdict)) {
        const subnet = text(value);
        if (subnet === UNKNOWN) verdict.unknown(path);
        else if (subnet !== undefined && publicSubnets(stack).has(subnet))
            verdict.bad({
                message: `${path} is ${show(subnet)}, whose route leads to an internet gateway`,
                remedy: "subnetIds: network.databaseSubnetIds,",
            });
    }
}

export const rule = defineRule({
    name: "aws-rds-private",
    title: "Databases of RDS are not on the internet",
    rationale: "A database with a public address is one password, or one fault of its engine, away from everybody.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    configOnlyExemption: true,
    options: noOptions,
    joins: () => true,
    types: [INSTANCE, CLUSTER_INSTANCE, SUBNETS],
    check(subject, verdict, { stack }) {
        if (subject.type === SUBNETS) judgeSubnets(subject, stack, verdict);
        else {
            const because = "it would get a public address";
            demandSwitch(subject, verdict, { path: "publiclyAccessible", wanted: false, unset: false, because });
        }
    },
});
