import { CLUSTER, CLUSTER_INSTANCE, INSTANCE } from "../model/databases.ts";
import { noOptions } from "../options.ts";
import { countOr, items } from "../read.ts";
import { defineRule } from "../rule.ts";
import { demand, inputsOf } from "../shared/demands.ts";
import { demandSwitch } from "../shared/switches.ts";

export const rule = defineRule({
    name: "aws-rds-observability",
    title: "Databases of RDS can be looked into",
    rationale: "Which query was slow, and what the machine did then, is recorded before it happens or never.",
    levels: { dev: "disabled", staging: "advisory", prod: "advisory" },
    options: noOptions,
    types: [INSTANCE, CLUSTER, CLUSTER_INSTANCE],
    check(subject, verdict) {
        const inputs = inputsOf(subject);
        if (subject.type !== CLUSTER_INSTANCE)
            demand(inputs, verdict, {
                path: "enabledCloudwatchLogsExports",
                meets: (value) => items(value).length > 0,
                wanted: "the engine's logs",
                remedy: 'enabledCloudwatchLogsExports: ["postgresql"],   // of MySQL: "error", "slowquery"',
            });
        if (subject.type === CLUSTER) return;
        const because = "nobody can say which query waited for what";
        demandSwitch(subject, verdict, { path: "performanceInsightsEnabled", wanted: true, unset: false, because });
        demand(inputs, verdict, {
            path: "monitoringInterval",
            meets: (value) => countOr(value, 0) > 0,
            wanted: 60,
            because: "seconds between figures of the operating system",
            remedy: "monitoringInterval: 60, monitoringRoleArn: role.arn,",
        });
    },
});
