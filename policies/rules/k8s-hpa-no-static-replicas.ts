import { autoscalersFor } from "../model/autoscalers.ts";
import { isReplicated } from "../model/replicas.ts";
import { noOptions } from "../options.ts";
import { at, isPresent, show } from "../read.ts";
import { defineRule } from "../rule.ts";
import { nameOf } from "../shared/yaml.ts";

/** Ways to write the field in the option ignoreChanges. */
const IGNORED = new Set(["spec", "spec.replicas", 'spec["replicas"]']);

export const rule = defineRule({
    name: "k8s-hpa-no-static-replicas",
    title: "What an autoscaler scales has no number of replicas of its own",
    rationale: "Every deployment would set the number back, in the middle of a peak.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    joins: () => true,
    pods: "serving",
    checkPod(subject, verdict, { stack }) {
        const replicas = at(subject.props, "spec", "replicas");
        const [autoscaler] = autoscalersFor(stack, subject);
        if (autoscaler === undefined || !isReplicated(subject) || !isPresent(replicas)) return;
        if (subject.resource.ignoreChanges.some((path) => IGNORED.has(path))) return;
        verdict.bad({
            message: `spec.replicas is ${show(replicas)}, and ${nameOf(autoscaler.subject)} sets it too`,
            remedy: "Leave spec.replicas out, or add it to the resource's ignoreChanges.",
        });
    },
});
