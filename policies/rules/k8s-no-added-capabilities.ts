import { celHolders, containerHolders, type Holder } from "../shared/holders.ts";
import { celList, celText } from "../admission/cel.ts";
import { texts } from "../options.ts";
import { at, show } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { eachItem } from "../shared/each-item.ts";
import { celUnlessNodeAgent, isNodeAgent, nodeAgentOptions } from "../shared/node-agents.ts";

const FIELD = ["capabilities", "add"];

function judgeAdded(holder: Holder, allowed: readonly string[], verdict: Verdict): void {
    eachItem(at(holder.context, ...FIELD), `${holder.path}.${FIELD.join(".")}`, verdict, (capability) => {
        if (typeof capability === "string" && allowed.includes(capability)) return;
        const choice = allowed.length === 0 ? "none" : allowed.join(", ");
        verdict.bad({
            message: `${holder.title} adds capability ${show(capability)}, allowed is ${choice}`,
            remedy: holder.snippet(FIELD, "[]"),
        });
    });
}

export const rule = defineRule({
    name: "k8s-no-added-capabilities",
    title: "No container adds capabilities",
    rationale: "Each one is a part of root's power; only a port below 1024 is worth one.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "Pod Security Standards", id: "capabilities_restricted" }],
    options: () =>
        nodeAgentOptions().extend({
            /** Capabilities that a container may add. */
            allowed: texts.default(["NET_BIND_SERVICE"]),
        }),
    pods: "all",
    checkPod(subject, verdict, { options }) {
        if (isNodeAgent(subject, options.nodeAgents)) return;
        for (const holder of containerHolders(subject.pod)) judgeAdded(holder, options.allowed, verdict);
    },
    cel: (options) => {
        const added = `h.context.?${FIELD.join(".")}.orValue([])`;
        const choice = celText(` adds capabilities, allowed is ${options.allowed.join(", ")}`);
        const faults = `variables.contexts.filter(h, ${added}.exists(a, !(a in ${celList(options.allowed)}))).map(h, h.title + ${choice})`;
        return { pods: { variables: celHolders, faults: celUnlessNodeAgent(options.nodeAgents, faults) } };
    },
});
