import type { Container } from "../model/container.ts";
import { noOptions } from "../options.ts";
import { at, items, text } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { containerSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

function judgeContainer(container: Container, verdict: Verdict): void {
    const written = container.fields["env"];
    if (written === UNKNOWN) verdict.unknown(`${container.path}.env`);
    const seen = new Map<string, number>();
    for (const [index, each] of items(written).entries()) {
        const name = text(at(each, "name"));
        if (each === UNKNOWN || name === UNKNOWN) verdict.unknown(`${container.path}.env[${index}].name`);
        else if (name !== undefined) seen.set(name, (seen.get(name) ?? 0) + 1);
    }
    for (const [name, times] of seen) {
        if (times > 1)
            verdict.bad({
                message: `${container.title} sets the variable "${name}" ${times} times; the last one counts`,
                remedy: containerSnippet(container, `env:\n  - name: ${name}   # once`),
            });
    }
}

export const rule = defineRule({
    name: "k8s-env-unique",
    title: "No environment variable is set twice",
    rationale: "Which of the two values counts is an accident of their order, and server-side apply refuses them.",
    levels: { dev: "disabled", staging: "advisory", prod: "advisory" },
    options: noOptions,
    pods: "all",
    checkPod({ pod }, verdict) {
        for (const container of pod.containers) judgeContainer(container, verdict);
    },
});
