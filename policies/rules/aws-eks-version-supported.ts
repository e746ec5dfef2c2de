import { z } from "zod";
import { minorOf, supportOf } from "../model/eks-versions.ts";
import type { Stack } from "../model/stack.ts";
import type { Subject } from "../model/subject.ts";
import { flag, number } from "../options.ts";
import { at, show, text, textOr } from "../read.ts";
import { defineRule, type Context, type Verdict } from "../rule.ts";
import { inputSnippet } from "../shared/demands.ts";
import { UNKNOWN } from "../unknown.ts";

const CLUSTER = "aws:eks/cluster:Cluster";
const ADD_ON = "aws:eks/addon:Addon";

interface Options {
    readonly warnDays: number;
    readonly standardSupportOnly: boolean;
}

function judgeSupport(version: unknown, verdict: Verdict, { options, today }: Context<Options>): void {
    const written = text(version);
    if (written === UNKNOWN) {
        verdict.unknown("version");
        return;
    }
    const minor = written === undefined ? undefined : minorOf(written);
    const remedy = 'version: "1.35",   // one minor at a time, nodes after the control plane';
    if (minor === undefined) {
        verdict.bad({ message: `version is ${show(version)}; wanted is a minor version of Kubernetes`, remedy });
        return;
    }
    const support = supportOf(minor, today, options.warnDays);
    const found = `version ${show(version)}`;
    if (support.state === "long ended") verdict.bad({ message: `${found} is long out of support`, remedy });
    else if (support.state === "ended")
        verdict.bad({
            message: `standard support of ${found} has ended on ${support.end}: extended support costs six times as much`,
            remedy,
        });
    else if (support.state === "ending")
        verdict.bad({ message: `standard support of ${found} ends on ${support.end}`, remedy, level: "advisory" });
    else if (support.state === "not listed")
        verdict.bad({
            message: `${found} is newer than the table of this rule, which does not know its end`,
            remedy: "policies/model/eks-versions.ts: add its date from the release calendar of EKS",
            level: "advisory",
        });
}

function judgePolicy(subject: Subject, verdict: Verdict, { options }: Context<Options>): void {
    const path = "upgradePolicy.supportType";
    const written = at(subject.props, "upgradePolicy", "supportType");
    if (!options.standardSupportOnly || written === "STANDARD") return;
    if (written === UNKNOWN) {
        verdict.unknown(path);
        return;
    }
    verdict.bad({
        message: `${path} is ${show(written)}; wanted is "STANDARD": a forgotten cluster would pay for extended support`,
        remedy: inputSnippet(path, "STANDARD"),
    });
}

/** The cluster of that name, else the only one of the site. */
function clusterOf(stack: Stack, subject: Subject): Subject | undefined {
    const name = at(subject.props, "clusterName");
    const clusters = stack.of(CLUSTER).filter((each) => stack.siteOf(each) === stack.siteOf(subject));
    return (
        clusters.find((each) => at(each.props, "name") === name) ?? (clusters.length === 1 ? clusters[0] : undefined)
    );
}

/** A kubelet and kube-proxy may be three minors older than the API server, and never newer. */
const SKEW = 3;

function judgeSkew(subject: Subject, field: string, verdict: Verdict, stack: Stack): void {
    const own = text(at(subject.props, field));
    if (own === undefined) return; // The cluster's.
    const cluster = clusterOf(stack, subject);
    const other = cluster === undefined ? undefined : text(at(cluster.props, "version"));
    if (own === UNKNOWN || other === UNKNOWN) {
        verdict.unknown(own === UNKNOWN ? field : "version of the cluster");
        return;
    }
    const [minor, plane] = [minorOf(own), other === undefined ? undefined : minorOf(other)];
    if (plane === undefined) return;
    if (minor === undefined || minor > plane || minor < plane - SKEW)
        verdict.bad({
            message: `${field} is ${show(own)} on a cluster of 1.${plane}; allowed is 1.${plane - SKEW} to 1.${plane}`,
            remedy: field === "version" ? `version: "1.${plane}",` : `${field}: "v1.${plane}...",`,
        });
}

export const rule = defineRule({
    name: "aws-eks-version-supported",
    title: "Clusters run a version of Kubernetes that is in standard support",
    rationale:
        "After its end a version costs six times as much, and AWS upgrades the cluster on a day of its own choice.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: (tier) =>
        z.strictObject({
            /** Days before the end from which on it is said. */
            warnDays: number.default(60),
            /** Whether a cluster must be upgraded at the end rather than paid for. */
            standardSupportOnly: flag.default(tier === "dev"),
        }),
    joins: () => true,
    types: [CLUSTER, "aws:eks/nodeGroup:NodeGroup", ADD_ON],
    check(subject, verdict, context) {
        if (subject.type === CLUSTER) {
            judgeSupport(at(subject.props, "version"), verdict, context);
            judgePolicy(subject, verdict, context);
        } else if (subject.type !== ADD_ON) {
            judgeSkew(subject, "version", verdict, context.stack);
        } else if (textOr(at(subject.props, "addonName")) === "kube-proxy") {
            judgeSkew(subject, "addonVersion", verdict, context.stack);
        }
    },
});
