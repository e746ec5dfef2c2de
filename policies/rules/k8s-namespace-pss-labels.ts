import { z } from "zod";
import { celList, celText } from "../admission/cel.ts";
import { texts } from "../options.ts";
import { at, show, text } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { CONTROL_PLANE_NAMESPACES } from "../shared/namespaces.ts";
import { UNKNOWN } from "../unknown.ts";

const PREFIX = "pod-security.kubernetes.io/";
/** "latest" moves with the cluster. */
const PINNED = /^v1\.\d+$/;

const REMEDY = `metadata:
  labels:
    ${PREFIX}enforce: restricted
    ${PREFIX}enforce-version: v1.35
    ${PREFIX}warn: restricted
    ${PREFIX}audit: restricted`;

interface Wanted {
    readonly label: string;
    readonly words: string;
    readonly fits: (value: string) => boolean;
}

function judgeLabel(labels: unknown, { label, words, fits }: Wanted, verdict: Verdict): void {
    const value = text(at(labels, PREFIX + label));
    const path = `metadata.labels ${PREFIX}${label}`;
    if (value === UNKNOWN) verdict.unknown(path);
    else if (value === undefined)
        verdict.missing({ message: `${path} is not set; wanted is ${words}`, remedy: REMEDY });
    else if (!fits(value)) verdict.bad({ message: `${path} is ${show(value)}; wanted is ${words}`, remedy: REMEDY });
}

function oneOf(label: string, levels: readonly string[]): Wanted {
    return { label, words: levels.join(" or "), fits: (value) => levels.includes(value) };
}

/** Agents that need their node may have any level. */
function enforceLevels({ levels }: { readonly levels: readonly string[] }, agents: boolean): readonly string[] {
    return agents ? [...new Set([...levels, "baseline", "privileged"])] : levels;
}

export const rule = defineRule({
    name: "k8s-namespace-pss-labels",
    title: "Namespaces say which pods they take",
    rationale: "Without a level the API server takes any pod, the one that owns its node included.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: (tier) =>
        z.strictObject({
            /** Namespaces of Kubernetes itself, which are not judged. */
            systemNamespaces: texts.default([...CONTROL_PLANE_NAMESPACES]),
            /** Namespaces of agents that need their node: any level will do. */
            nodeAgentNamespaces: texts.default(["alloy", "linkerd-cni", "node-exporter"]),
            /** Levels that every other namespace may enforce. */
            levels: texts.default(tier === "prod" ? ["restricted"] : ["restricted", "baseline"]),
        }),
    types: ["kubernetes:core/v1:Namespace"],
    check({ kube }, verdict, { options }) {
        const { name, labels } = kube ?? {};
        const named = typeof name === "string" ? name : "";
        if (options.systemNamespaces.includes(named)) return;
        const agents = options.nodeAgentNamespaces.includes(named);
        judgeLabel(labels, oneOf("enforce", enforceLevels(options, agents)), verdict);
        judgeLabel(
            labels,
            { label: "enforce-version", words: "a version, such as v1.35", fits: (value) => PINNED.test(value) },
            verdict,
        );
        judgeLabel(labels, oneOf("warn", ["restricted"]), verdict);
        judgeLabel(labels, oneOf("audit", ["restricted"]), verdict);
    },
    cel: (options) => {
        const enforced = (agents: boolean): string => celList(enforceLevels(options, agents));
        const level = (name: string): string => `variables.labels[?${celText(PREFIX + name)}].orValue("")`;
        const faults = [
            `${level("enforce")} in (object.metadata.name in ${celList(options.nodeAgentNamespaces)} ? ${enforced(true)} : ${enforced(false)}) ? "" : "enforce is no level that is allowed here"`,
            `${level("enforce-version")}.matches(${celText(PINNED.source)}) ? "" : "enforce-version is no version, such as v1.35"`,
            ...["warn", "audit"].map((name) => `${level(name)} == "restricted" ? "" : "${name} is not restricted"`),
        ].map((each) => `(${each})`);
        return {
            namespaces: {
                faults:
                    `object.metadata.name in ${celList(options.systemNamespaces)} ? [] : ` +
                    `[${faults.join(", ")}].filter(text, text != "").map(text, "metadata.labels ${PREFIX}" + text)`,
            },
        };
    },
});
