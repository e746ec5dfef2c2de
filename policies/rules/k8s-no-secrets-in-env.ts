import type { PodSubject } from "../model/stack.ts";
import type { Subject } from "../model/subject.ts";
import { isSecretPath } from "../model/secretness.ts";
import { celEach, celList } from "../admission/cel.ts";
import { texts } from "../options.ts";
import { at, fields, items, textOr } from "../read.ts";
import { defineRule, type Context, type Verdict } from "../rule.ts";
import { containerSnippet } from "../shared/yaml.ts";
import { celSecretReason } from "../shared/secret-text-cel.ts";
import { secretReason, secretShape } from "../shared/secret-text.ts";
import { UNKNOWN } from "../unknown.ts";
import { z } from "zod";

const options = z.strictObject({
    /** Names that look like secrets and are none. */
    allowedNames: texts.default([]),
});
type Options = z.output<typeof options>;

function judgePod({ pod, resource, prefix }: PodSubject, verdict: Verdict, { options }: Context<Options>): void {
    for (const container of pod.containers) {
        const written = container.fields["env"];
        if (written === UNKNOWN) verdict.unknown(`${container.path}.env`);
        for (const [index, entry] of items(written).entries()) {
            const name = textOr(at(entry, "name"));
            const value = at(entry, "value");
            if (value === undefined || options.allowedNames.includes(name)) continue;
            const path = `${container.path}.env[${index}].value`;
            const reason = isSecretPath(resource, `${prefix}${path}`)
                ? "is marked as a secret"
                : secretReason(name, textOr(value));
            if (reason !== undefined)
                verdict.bad({
                    message: `${container.title} env ${name} ${reason}, and is a literal: whoever reads the object reads it`,
                    remedy: containerSnippet(
                        container,
                        `env:\n  - name: ${name}\n    valueFrom: { secretKeyRef: { name: ..., key: ... } }`,
                    ),
                });
            else if (value === UNKNOWN) verdict.unknown(path);
        }
    }
}

/** Cloud resources that carry an environment, or a script, in their inputs. */
function judgeCloud({ type, props }: Subject, verdict: Verdict, { options }: Context<Options>): void {
    const remedy = "Read it at run time from AWS Secrets Manager, by the role of the function or node.";
    if (type === "aws:lambda/function:Function") {
        for (const [name, value] of Object.entries(fields(at(props, "environment", "variables")))) {
            const reason = options.allowedNames.includes(name) ? undefined : secretReason(name, textOr(value));
            if (reason !== undefined)
                verdict.bad({ message: `environment.variables.${name} ${reason}, and is a literal`, remedy });
        }
        return;
    }
    const shape = secretShape(Buffer.from(textOr(props["userData"]), "base64").toString("utf8"));
    if (shape !== undefined) verdict.bad({ message: `userData holds ${shape}`, remedy });
}

export const rule = defineRule({
    name: "k8s-no-secrets-in-env",
    title: "No secret stands as a literal in an environment",
    rationale: "A literal is in the object, in its history and in every tool that shows either; a reference is not.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    configOnlyExemption: true,
    options: () => options,
    pods: "all",
    checkPod: judgePod,
    cel: ({ allowedNames }) => {
        const literals =
            `c.fields.?env.orValue([]).filter(e, e.?value.orValue("") != "" && !(e.name in ${celList(allowedNames)}))` +
            `.map(e, {"name": dyn(e.name), "reason": dyn(${celSecretReason("e.name", "e.value")})})`;
        const faults = `${literals}.filter(e, e.reason != "").map(e, c.title + " env " + e.name + " " + e.reason + ", and is a literal")`;
        return { pods: { faults: celEach("variables.containers", faults) } };
    },
    types: ["aws:lambda/function:Function", "aws:ec2/launchTemplate:LaunchTemplate"],
    check: judgeCloud,
});
