import { z } from "zod";
import { minorOf } from "../model/eks-versions.ts";
import { REMOVED_TYPES, removalOf } from "../model/removed-apis.ts";
import type { Stack } from "../model/stack.ts";
import type { Subject } from "../model/subject.ts";
import { text } from "../read.ts";
import { defineRule } from "../rule.ts";
import { UNKNOWN, type Unknown } from "../unknown.ts";

const CLUSTERS = ["aws:eks/cluster:Cluster", "eks:index:Cluster"];

/** The minor of the cluster that the object's site has; where the stack makes none, the one assumed. */
function clusterMinor(stack: Stack, subject: Subject, assumed: number): number | Unknown {
    const site = stack.siteOf(subject);
    const versions = CLUSTERS.flatMap((type) => stack.of(type))
        .filter((cluster) => stack.siteOf(cluster) === site)
        .map((cluster) => text(cluster.props["version"]));
    const minors = versions.flatMap((version) => (typeof version === "string" ? (minorOf(version) ?? []) : []));
    if (minors.length > 0) return Math.max(...minors);
    return versions.includes(UNKNOWN) ? UNKNOWN : assumed;
}

export const rule = defineRule({
    name: "k8s-deprecated-api",
    title: "No object is of an API that the cluster has dropped",
    rationale: "The API server refuses it, and on the next upgrade nobody can change what is already there.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: () =>
        z.strictObject({
            /** Version of Kubernetes that is assumed where the stack makes no cluster. */
            version: z
                .string()
                .refine((version) => minorOf(version) !== undefined, { error: 'is no version such as "1.35"' })
                .default("1.35"),
        }),
    joins: () => true,
    types: REMOVED_TYPES,
    check(subject, verdict, { stack, options }) {
        const removal = removalOf(subject.type);
        const minor = clusterMinor(stack, subject, minorOf(options.version) ?? 0);
        if (removal === undefined) return;
        if (minor === UNKNOWN) {
            verdict.unknown("the cluster's version");
            return;
        }
        if (removal.minor > minor + 1) return;
        const [, apiVersion = "", kind = ""] = subject.type.split(":");
        const instead = removal.use === undefined ? "there is nothing instead" : `wanted is ${removal.use}`;
        const gone = removal.minor <= minor;
        verdict.bad({
            message: `${kind} of ${apiVersion} ${gone ? "is" : "will"} no longer ${gone ? "" : "be "}served ${gone ? "since" : "in"} Kubernetes 1.${removal.minor}, and the cluster ${gone ? "is" : "is still"} 1.${minor}; ${instead}`,
            remedy: removal.use === undefined ? `# Remove the ${kind}.` : `apiVersion: ${removal.use}\nkind: ${kind}`,
            ...(gone ? {} : { level: "advisory" }),
        });
    },
});
