import { noOptions } from "../options.ts";
import { defineRule } from "../rule.ts";
import { unlessWindows } from "../shared/relief.ts";
import { requireSetting } from "../shared/required-setting.ts";

export const rule = defineRule({
    name: "k8s-seccomp",
    title: "Every container has a seccomp profile",
    rationale: "Without one, a container may make every system call of the kernel that it shares with all others.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "Pod Security Standards", id: "seccompProfile_restricted" }],
    options: noOptions,
    pods: "all",
    checkPod({ pod }, verdict) {
        const told = unlessWindows(pod, verdict);
        if (told === undefined) return;
        requireSetting(pod, pod.containers, told, {
            field: ["seccompProfile", "type"],
            inherited: true,
            isRight: (type) => type === "RuntimeDefault" || type === "Localhost",
            wanted: "RuntimeDefault",
        });
    },
});
