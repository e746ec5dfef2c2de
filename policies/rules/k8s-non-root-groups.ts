import { holders, podHolder } from "../shared/holders.ts";
import { noOptions } from "../options.ts";
import { count } from "../read.ts";
import { defineRule } from "../rule.ts";
import { eachItem } from "../shared/each-item.ts";
import { limitSetting } from "../shared/forbidden-setting.ts";
import { at } from "../read.ts";

const isNoRoot = (value: unknown): boolean => count(value) !== 0;

export const rule = defineRule({
    name: "k8s-non-root-groups",
    title: "No group of a pod is root's",
    rationale: "Files that root's group may read or write are open to a process in it, whoever its user is.",
    levels: { dev: "disabled", staging: "advisory", prod: "advisory" },
    options: noOptions,
    pods: "all",
    checkPod({ pod }, verdict) {
        const above = podHolder(pod);
        const limit = { isAllowed: isNoRoot, allowed: "any group but 0", wanted: "10001" };
        for (const holder of holders(pod)) limitSetting(holder, { ...limit, field: ["runAsGroup"] }, verdict);
        limitSetting(above, { ...limit, field: ["fsGroup"] }, verdict);
        const path = `${above.path}.supplementalGroups`;
        eachItem(at(above.context, "supplementalGroups"), path, verdict, (group) => {
            if (!isNoRoot(group))
                verdict.bad({
                    message: `the pod has supplementalGroups "0", allowed is any group but 0`,
                    remedy: above.snippet(["supplementalGroups"], "[10001]"),
                });
        });
    },
});
