import { defineRule } from "../rule.ts";
import { isNodeAgent, nodeAgentOptions } from "../shared/node-agents.ts";
import { unlessWindows } from "../shared/relief.ts";
import { requireSetting } from "../shared/required-setting.ts";

export const rule = defineRule({
    name: "k8s-no-privilege-escalation",
    title: "No process gains rights that its parent has not",
    rationale:
        "A program with the set-user-ID bit turns any user of a container into root; it is allowed unless forbidden.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    standards: [
        { framework: "CIS EKS", id: "4.2.5" },
        { framework: "Pod Security Standards", id: "allowPrivilegeEscalation" },
    ],
    options: nodeAgentOptions,
    pods: "all",
    checkPod(subject, verdict, { options }) {
        const { pod } = subject;
        const told = unlessWindows(pod, verdict);
        if (told === undefined || isNodeAgent(subject, options.nodeAgents)) return;
        requireSetting(pod, pod.containers, told, {
            field: ["allowPrivilegeEscalation"],
            inherited: false,
            isRight: (value) => value === false || value === "false",
            wanted: "false",
        });
    },
});
