import { z } from "zod";
import type { Container } from "../model/container.ts";
import type { Pod } from "../model/pod.ts";
import { at, isFields, isPresent, items, textOr } from "../read.ts";
import { amount } from "../options.ts";
import { defineRule } from "../rule.ts";
import { containerSnippet } from "../shared/yaml.ts";

/** Volumes on the node's disk without a size of their own that the container writes to. */
function openVolumes(pod: Pod, container: Container): string[] {
    const mounted = new Set(items(container.fields["volumeMounts"]).map((mount) => textOr(at(mount, "name"))));
    return items(pod.spec["volumes"]).flatMap((volume) => {
        const directory = at(volume, "emptyDir");
        const name = textOr(at(volume, "name"));
        const open = isFields(directory) && !isPresent(directory["sizeLimit"]) && directory["medium"] !== "Memory";
        return open && mounted.has(name) ? [name] : [];
    });
}

export const rule = defineRule({
    name: "k8s-ephemeral-storage",
    title: "Every container has a limit on the node's disk",
    rationale: "Logs and scratch files fill the node's disk, and then the kubelet evicts whoever is there.",
    levels: { dev: "advisory", staging: "advisory", prod: "mandatory" },
    options: () => z.strictObject({ /** What remedies propose. */ suggested: amount.default("1Gi") }),
    pods: "all",
    checkPod({ pod }, verdict, { options }) {
        for (const container of pod.sized) {
            const limit = container.amount("limits", "ephemeral-storage");
            if (limit.state === "unknown") verdict.unknown(`${container.path}.resources.limits.ephemeral-storage`);
            if (limit.state !== "absent") continue;
            const open = openVolumes(pod, container).map((name) => `"${name}"`);
            const why = open.length === 0 ? "" : ` and writes to ${open.join(", ")}, an emptyDir without sizeLimit`;
            verdict.missing({
                message: `${container.title} has no ephemeral-storage limit${why}`,
                remedy: containerSnippet(
                    container,
                    `resources:\n  limits:\n    ephemeral-storage: ${options.suggested}`,
                ),
            });
        }
    },
    cel: () => ({
        pods: {
            faults:
                'variables.sized.filter(c, !c.fields.?resources.limits[?"ephemeral-storage"].hasValue())' +
                '.map(c, c.title + " has no ephemeral-storage limit")',
        },
    }),
});
