import { z } from "zod";
import { texts } from "../options.ts";
import { at, isPresent } from "../read.ts";
import { defineRule } from "../rule.ts";
import { indent } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

export const rule = defineRule({
    name: "k8s-labels",
    title: "Pods carry the labels that say what they are",
    rationale: "Selectors, dashboards and bills find pods by them; a pod without a name belongs to nobody.",
    levels: { dev: "disabled", staging: "advisory", prod: "advisory" },
    options: () =>
        z.strictObject({
            /** The labels that every pod carries, such as part-of, version and managed-by of app.kubernetes.io too. */
            required: texts.default(["app.kubernetes.io/name"]),
        }),
    pods: "all",
    checkPod({ pod }, verdict, { options }) {
        const path = `${pod.specPath.replace(/\.?spec$/, "")}.metadata.labels`.replace(/^\./, "");
        if (pod.labels === UNKNOWN) {
            verdict.unknown(path);
            return;
        }
        const missing = options.required.filter((key) => !isPresent(at(pod.labels, key)));
        if (missing.length === 0) return;
        const lines = missing.map((key) => `${key}: ...`).join("\n");
        verdict.missing({
            message: `${path} lacks ${missing.join(", ")}`,
            remedy: `metadata:\n  labels:   # at ${path}\n${indent(lines, 4)}`,
        });
    },
});
