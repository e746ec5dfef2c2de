import { z } from "zod";
import type { Subject } from "../model/subject.ts";
import { texts } from "../options.ts";
import { at, countOr, items, show, text } from "../read.ts";
import { defineRule, type Context, type Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

const LOGS = "enabledClusterLogTypes";
const ALWAYS = ["api", "audit", "authenticator"] as const;
const IN_PROD = [...ALWAYS, "controllerManager", "scheduler"] as const;

interface Options {
    readonly logTypes: readonly string[];
}

function judgeTypes(subject: Subject, verdict: Verdict, { logTypes }: Options): void {
    const written = at(subject.props, LOGS);
    if (written === UNKNOWN) {
        verdict.unknown(LOGS);
        return;
    }
    const found = items(written);
    const missing = logTypes.filter((type) => !found.includes(type));
    if (missing.length === 0) return;
    if (found.includes(UNKNOWN)) {
        verdict.unknown(LOGS);
        return;
    }
    verdict.bad({
        message: `${LOGS} lacks ${missing.join(", ")}`,
        remedy: `${LOGS}: ${JSON.stringify(logTypes)}`,
    });
}

/** EKS makes the group where nobody has, and keeps its logs for ever. */
function judgeGroup(subject: Subject, verdict: Verdict, { stack }: Context<Options>): void {
    const name = text(at(subject.props, "name"));
    if (name === UNKNOWN) {
        verdict.unknown("name");
        return;
    }
    if (name === undefined) return;
    const wanted = `/aws/eks/${name}/cluster`;
    const groups = stack.of("aws:cloudwatch/logGroup:LogGroup");
    const group = groups.find((each) => at(each.props, "name") === wanted);
    const remedy = `new aws.cloudwatch.LogGroup("...", { name: ${JSON.stringify(wanted)}, retentionInDays: 365 })`;
    if (group === undefined) {
        if (groups.some((each) => at(each.props, "name") === UNKNOWN)) verdict.unknown("name of the log group");
        else
            verdict.bad({
                message: `nobody makes the log group ${show(wanted)}: EKS does, and keeps all of it`,
                remedy,
            });
        return;
    }
    const days = at(group.props, "retentionInDays");
    if (days === UNKNOWN) verdict.unknown("retentionInDays of the log group");
    else if (countOr(days, 0) === 0)
        verdict.bad({ message: `the log group ${show(wanted)} has no retentionInDays: it keeps all for ever`, remedy });
}

export const rule = defineRule({
    name: "aws-eks-control-plane-logging",
    title: "The control plane writes its logs, and they end one day",
    rationale: "Without the audit log nobody can say who did what in the cluster.",
    levels: { dev: "disabled", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "CIS EKS", id: "2.1" }],
    options: (tier) =>
        z.strictObject({
            /** Logs of the control plane that must be on. */
            logTypes: texts.default([...(tier === "prod" ? IN_PROD : ALWAYS)]),
        }),
    joins: () => true,
    types: ["aws:eks/cluster:Cluster"],
    check(subject, verdict, context) {
        judgeTypes(subject, verdict, context.options);
        judgeGroup(subject, verdict, context);
    },
});
