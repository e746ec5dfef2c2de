import { noOptions } from "../options.ts";
import { isTrue } from "../read.ts";
import { defineRule } from "../rule.ts";
import { windows } from "../shared/relief.ts";
import { celRequired, requireSetting, type Setting } from "../shared/required-setting.ts";

const SETTING: Setting = {
    field: ["readOnlyRootFilesystem"],
    inherited: false,
    isRight: isTrue,
    celRight: (value) => `${value} == true`,
    wanted: "true",
};

export const rule = defineRule({
    name: "k8s-read-only-root-fs",
    title: "The root file system is read-only",
    rationale: "Who breaks in cannot leave a program behind; what has to be written goes into an emptyDir or a volume.",
    levels: { dev: "advisory", staging: "advisory", prod: "mandatory" },
    options: noOptions,
    pods: "all",
    checkPod({ pod }, verdict) {
        const told = windows.verdict(pod, verdict);
        if (told === undefined) return;
        requireSetting(pod, pod.sized, told, SETTING);
    },
    cel: () => ({ pods: { faults: windows.cel(celRequired("variables.sized", SETTING)) } }),
});
