import type { Container } from "../model/container.ts";
import { isWindows } from "../model/security-context.ts";
import { isPodSubject } from "../model/stack.ts";
import { at, items, textOr } from "../read.ts";
import { defineRule } from "../rule.ts";
import { celUnlessNodeAgent, isNodeAgent, nodeAgentOptions } from "../shared/node-agents.ts";
import { windows } from "../shared/relief.ts";
import { additions, celRequired, requireSetting, type Setting } from "../shared/required-setting.ts";
import { UNKNOWN } from "../unknown.ts";

const SETTING: Setting = {
    field: ["allowPrivilegeEscalation"],
    inherited: false,
    isRight: (value) => value === false || value === "false",
    celRight: (value) => `${value} == false`,
    wanted: "false",
};

/** The API server refuses the setting beside these two. */
function mayBeHeld({ fields }: Container): boolean {
    const context = fields["securityContext"];
    if (![undefined, false].some((held) => held === at(context, "privileged"))) return false;
    return !items(at(context, "capabilities", "add")).some(
        (each) => each === UNKNOWN || textOr(each).endsWith("SYS_ADMIN"),
    );
}

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
        const told = windows.verdict(pod, verdict);
        if (told === undefined || isNodeAgent(subject, options.nodeAgents)) return;
        requireSetting(pod, pod.containers, told, SETTING);
    },
    cel: (options) => ({
        pods: {
            faults: celUnlessNodeAgent(options.nodeAgents, windows.cel(celRequired("variables.containers", SETTING))),
        },
    }),
    fix(subject, { options }) {
        if (!isPodSubject(subject) || isWindows(subject.pod) !== false || isNodeAgent(subject, options.nodeAgents))
            return [];
        return additions(subject.pod, subject.pod.containers.filter(mayBeHeld), SETTING, false);
    },
});
