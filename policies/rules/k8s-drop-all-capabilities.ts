import { isWindows } from "../model/security-context.ts";
import { noOptions } from "../options.ts";
import { items } from "../read.ts";
import { defineRule } from "../rule.ts";
import { windows } from "../shared/relief.ts";
import { additions, celRequired, requireSetting, type Setting } from "../shared/required-setting.ts";
import { UNKNOWN, type Unknown } from "../unknown.ts";

/** In capitals: Pod Security does not know "all". */
function dropsAll(drop: unknown): boolean | Unknown {
    const dropped = items(drop);
    if (dropped.includes("ALL")) return true;
    return dropped.includes(UNKNOWN) ? UNKNOWN : false;
}

const SETTING: Setting = {
    field: ["capabilities", "drop"],
    inherited: false,
    isRight: dropsAll,
    celRight: (value) => `"ALL" in ${value}`,
    wanted: "[ALL]",
};

export const rule = defineRule({
    name: "k8s-drop-all-capabilities",
    title: "Every container drops all capabilities",
    rationale: "The ones that a container runtime gives by default let it forge packets and change owners of files.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "Pod Security Standards", id: "capabilities_restricted" }],
    options: noOptions,
    pods: "all",
    checkPod({ pod }, verdict) {
        const told = windows.verdict(pod, verdict);
        if (told === undefined) return;
        requireSetting(pod, pod.containers, told, SETTING);
    },
    cel: () => ({ pods: { faults: windows.cel(celRequired("variables.containers", SETTING)) } }),
    fix: ({ pod }) =>
        pod !== undefined && isWindows(pod) === false ? additions(pod, pod.containers, SETTING, ["ALL"]) : [],
});
