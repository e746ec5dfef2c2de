import { z } from "zod";
import { parentType } from "../model/lineage.ts";
import type { Subject } from "../model/subject.ts";
import { flag } from "../options.ts";
import { at, isPresent, items, show, text } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { inputSnippet } from "../shared/demands.ts";
import { demandSwitch } from "../shared/switches.ts";
import { UNKNOWN } from "../unknown.ts";

const CLUSTER = "aws:eks/cluster:Cluster";
const ENTRY = "aws:eks/accessEntry:AccessEntry";
const MODE = "accessConfig.authenticationMode";
const CREATOR = "accessConfig.bootstrapClusterCreatorAdminPermissions";
/** Written into that component; nobody who uses it can say otherwise. */
const ADMIN_BY_NATURE = "eks:index:Cluster";

function judgeCluster(subject: Subject, verdict: Verdict, deletionProtection: boolean): void {
    const mode = text(at(subject.props, ...MODE.split(".")));
    if (mode === UNKNOWN) verdict.unknown(MODE);
    else if (mode !== "API")
        verdict.bad({
            message: `${MODE} is ${show(mode)}; wanted is "API": whoever writes a ConfigMap could make administrators`,
            remedy: inputSnippet(MODE, "API"),
        });
    if (parentType(subject.resource) !== ADMIN_BY_NATURE) {
        const because = "who makes the cluster would be its administrator for ever, without an entry";
        demandSwitch(subject, verdict, { path: CREATOR, wanted: false, unset: true, because });
    }
    if (deletionProtection) {
        const because = "one call would delete the cluster";
        demandSwitch(subject, verdict, { path: "deletionProtection", wanted: true, unset: false, because });
    }
}

function judgeGroups({ props }: Subject, verdict: Verdict): void {
    const written = at(props, "kubernetesGroups");
    if (written === UNKNOWN) verdict.unknown("kubernetesGroups");
    for (const [index, each] of items(written).entries()) {
        const group = text(each);
        const path = `kubernetesGroups[${index}]`;
        if (group === UNKNOWN) verdict.unknown(path);
        else if (group === "system:masters")
            verdict.bad({
                message: `${path} is "system:masters", which no role of the cluster can take rights from`,
                remedy: 'kubernetesGroups: ["platform-operators"],   // and a RoleBinding of that group',
            });
    }
}

export const rule = defineRule({
    name: "aws-eks-access",
    title: "Who may enter a cluster stands in access entries, and add-ons have a version",
    rationale: "Rights that stand in no entry are found by nobody, and an add-on without a version changes by itself.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "CIS EKS", id: "4.1" }],
    options: (tier) =>
        z.strictObject({
            /** Whether a cluster must be protected against deletion. */
            deletionProtection: flag.default(tier === "prod"),
        }),
    types: [CLUSTER, ENTRY, "aws:eks/addon:Addon"],
    check(subject, verdict, { options }) {
        if (subject.type === CLUSTER) judgeCluster(subject, verdict, options.deletionProtection);
        else if (subject.type === ENTRY) judgeGroups(subject, verdict);
        else if (!isPresent(at(subject.props, "addonVersion")))
            verdict.bad({
                message: "addonVersion is not set: every deployment could bring another one",
                remedy: 'addonVersion: "v1.21.1-eksbuild.3",   // aws eks describe-addon-versions',
            });
    },
});
