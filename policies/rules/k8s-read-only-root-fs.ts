import { noOptions } from "../options.ts";
import { isTrue } from "../read.ts";
import { defineRule } from "../rule.ts";
import { unlessWindows } from "../shared/relief.ts";
import { requireSetting } from "../shared/required-setting.ts";

export const rule = defineRule({
    name: "k8s-read-only-root-fs",
    title: "The root file system is read-only",
    rationale: "Who breaks in cannot leave a program behind; what has to be written goes into an emptyDir or a volume.",
    levels: { dev: "advisory", staging: "advisory", prod: "mandatory" },
    options: noOptions,
    pods: "all",
    checkPod({ pod }, verdict) {
        const told = unlessWindows(pod, verdict);
        if (told === undefined) return;
        requireSetting(pod, pod.sized, told, {
            field: ["readOnlyRootFilesystem"],
            inherited: false,
            isRight: isTrue,
            wanted: "true",
        });
    },
});
