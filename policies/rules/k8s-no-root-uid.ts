import { celHolders, holders } from "../shared/holders.ts";
import { noOptions } from "../options.ts";
import { count } from "../read.ts";
import { defineRule } from "../rule.ts";
import { celLimit, limitSetting, type Limit } from "../shared/forbidden-setting.ts";
import { userNamespace } from "../shared/relief.ts";

const LIMIT: Limit = {
    field: ["runAsUser"],
    isAllowed: (value) => count(value) !== 0,
    celAllowed: (value) => `${value} != 0`,
    allowed: "any user but 0",
    wanted: "10001",
};

export const rule = defineRule({
    name: "k8s-no-root-uid",
    title: "Nobody asks for the user root",
    rationale: "runAsUser 0 is root, whatever the image says.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "Pod Security Standards", id: "runAsUser" }],
    options: noOptions,
    pods: "all",
    checkPod({ pod }, verdict) {
        const told = userNamespace.verdict(pod, verdict);
        if (told === undefined) return;
        for (const holder of holders(pod)) {
            limitSetting(holder, LIMIT, told);
        }
    },
    cel: () => ({
        pods: { variables: celHolders, faults: userNamespace.cel(celLimit("variables.holders", LIMIT)) },
    }),
});
