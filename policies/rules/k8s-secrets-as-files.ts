import { z } from "zod";
import type { Container } from "../model/container.ts";
import { texts } from "../options.ts";
import { at, items, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

const options = z.strictObject({
    /** Namespaces of applications that take their settings from the environment by design. */
    twelveFactor: texts.default([]),
});

const REMEDY = [
    "volumes: [{ name: credentials, secret: { secretName: ... } }]",
    "volumeMounts: [{ name: credentials, mountPath: /etc/credentials, readOnly: true }]",
].join("\n");

function judge(container: Container, verdict: Verdict): void {
    for (const field of ["env", "envFrom"]) {
        if (container.fields[field] === UNKNOWN) verdict.unknown(`${container.path}.${field}`);
    }
    for (const entry of items(container.fields["env"])) {
        const name = textOr(at(entry, "name"));
        if (at(entry, "valueFrom", "secretKeyRef") !== undefined)
            verdict.bad({
                message: `${container.title} env ${name} is read from a Secret; wanted is a file`,
                remedy: REMEDY,
            });
    }
    for (const [index, entry] of items(container.fields["envFrom"]).entries()) {
        if (at(entry, "secretRef") !== undefined)
            verdict.bad({
                message: `${container.title} envFrom[${index}] is a Secret; wanted is a file`,
                remedy: REMEDY,
            });
    }
}

export const rule = defineRule({
    name: "k8s-secrets-as-files",
    title: "Secrets reach containers as files",
    rationale: "An environment is inherited by every child process and lands in crash reports; a file does not.",
    levels: { dev: "disabled", staging: "advisory", prod: "advisory" },
    options: () => options,
    pods: "all",
    checkPod({ pod, kube }, verdict, { options }) {
        if (options.twelveFactor.some((namespace) => namespace === kube.namespace)) return;
        for (const container of pod.containers) judge(container, verdict);
    },
});
