import { isWindows } from "../model/security-context.ts";
import { noOptions } from "../options.ts";
import { defineRule } from "../rule.ts";
import { windows } from "../shared/relief.ts";
import { additions, celRequired, requireSetting, type Setting } from "../shared/required-setting.ts";

const SETTING: Setting = {
    field: ["seccompProfile", "type"],
    inherited: true,
    isRight: (type) => type === "RuntimeDefault" || type === "Localhost",
    celRight: (value) => `${value} in ["RuntimeDefault", "Localhost"]`,
    wanted: "RuntimeDefault",
};

export const rule = defineRule({
    name: "k8s-seccomp",
    title: "Every container has a seccomp profile",
    rationale: "Without one, a container may make every system call of the kernel that it shares with all others.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "Pod Security Standards", id: "seccompProfile_restricted" }],
    options: noOptions,
    pods: "all",
    checkPod({ pod }, verdict) {
        const told = windows.verdict(pod, verdict);
        if (told === undefined) return;
        requireSetting(pod, pod.containers, told, SETTING);
    },
    cel: () => ({ pods: { faults: windows.cel(celRequired("variables.containers", SETTING)) } }),
    fix: ({ pod }) =>
        pod !== undefined && isWindows(pod) === false ? additions(pod, pod.containers, SETTING, "RuntimeDefault") : [],
});
