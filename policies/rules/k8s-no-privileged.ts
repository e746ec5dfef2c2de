import { celHolders, containerHolders } from "../shared/holders.ts";
import { isTrue } from "../read.ts";
import { defineRule } from "../rule.ts";
import { celLimit, limitSetting, type Limit } from "../shared/forbidden-setting.ts";
import { celUnlessNodeAgent, isNodeAgent, nodeAgentOptions } from "../shared/node-agents.ts";

const LIMIT: Limit = {
    field: ["privileged"],
    isAllowed: (value) => !isTrue(value),
    celAllowed: (value) => `${value} == false`,
    allowed: "false",
    wanted: "false",
};

export const rule = defineRule({
    name: "k8s-no-privileged",
    title: "No container is privileged",
    rationale: "A privileged container has all devices and rights of the node, and through them every other pod there.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    standards: [
        { framework: "CIS EKS", id: "4.2.1" },
        { framework: "Pod Security Standards", id: "privileged" },
    ],
    configOnlyExemption: true,
    options: nodeAgentOptions,
    pods: "all",
    checkPod(subject, verdict, { options }) {
        if (isNodeAgent(subject, options.nodeAgents)) return;
        for (const holder of containerHolders(subject.pod)) {
            limitSetting(holder, LIMIT, verdict);
        }
    },
    cel: (options) => ({
        pods: {
            variables: celHolders,
            faults: celUnlessNodeAgent(options.nodeAgents, celLimit("variables.contexts", LIMIT)),
        },
    }),
});
