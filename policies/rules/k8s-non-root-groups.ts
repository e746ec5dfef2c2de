import { celHolders, holders, podHolder } from "../shared/holders.ts";
import { noOptions } from "../options.ts";
import { celText } from "../admission/cel.ts";
import { at, count } from "../read.ts";
import { defineRule } from "../rule.ts";
import { eachItem } from "../shared/each-item.ts";
import { celLimit, limitSetting, type Limit } from "../shared/forbidden-setting.ts";

const isNoRoot = (value: unknown): boolean => count(value) !== 0;

const LIMIT: Omit<Limit, "field"> = {
    isAllowed: isNoRoot,
    celAllowed: (value) => `${value} != 0`,
    allowed: "any group but 0",
    wanted: "10001",
};
const RUN_AS: Limit = { ...LIMIT, field: ["runAsGroup"] };
const FILES: Limit = { ...LIMIT, field: ["fsGroup"] };

export const rule = defineRule({
    name: "k8s-non-root-groups",
    title: "No group of a pod is root's",
    rationale: "Files that root's group may read or write are open to a process in it, whoever its user is.",
    levels: { dev: "disabled", staging: "advisory", prod: "advisory" },
    options: noOptions,
    pods: "all",
    checkPod({ pod }, verdict) {
        const above = podHolder(pod);
        for (const holder of holders(pod)) limitSetting(holder, RUN_AS, verdict);
        limitSetting(above, FILES, verdict);
        const path = `${above.path}.supplementalGroups`;
        eachItem(at(above.context, "supplementalGroups"), path, verdict, (group) => {
            if (!isNoRoot(group))
                verdict.bad({
                    message: `the pod has supplementalGroups "0", allowed is any group but 0`,
                    remedy: above.snippet(["supplementalGroups"], "[10001]"),
                });
        });
    },
    cel: () => {
        const others = "variables.podSpec.?securityContext.supplementalGroups.orValue([])";
        const message = celText("the pod has supplementalGroups 0, allowed is any group but 0");
        return {
            pods: {
                variables: celHolders,
                faults: [
                    celLimit("variables.holders", RUN_AS),
                    // Only the pod has one.
                    celLimit("variables.holders", FILES),
                    `(variables.listed && 0 in ${others} ? [${message}] : [])`,
                ].join(" + "),
            },
        };
    },
});
