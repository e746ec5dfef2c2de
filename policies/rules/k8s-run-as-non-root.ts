import { isTrue } from "../read.ts";
import { noOptions } from "../options.ts";
import { defineRule } from "../rule.ts";
import { userNamespace } from "../shared/relief.ts";
import { celRequired, requireSetting, type Setting } from "../shared/required-setting.ts";

const SETTING: Setting = {
    field: ["runAsNonRoot"],
    inherited: true,
    isRight: isTrue,
    celRight: (value) => `${value} == true`,
    wanted: "true",
};

export const rule = defineRule({
    name: "k8s-run-as-non-root",
    title: "No container starts as root",
    rationale: "Root in a container is root on the node as soon as something lets it out.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "Pod Security Standards", id: "runAsNonRoot" }],
    options: noOptions,
    pods: "all",
    checkPod({ pod }, verdict) {
        const told = userNamespace.verdict(pod, verdict);
        if (told === undefined) return;
        requireSetting(pod, pod.containers, told, SETTING);
    },
    cel: () => ({ pods: { faults: userNamespace.cel(celRequired("variables.containers", SETTING)) } }),
});
