import { noOptions } from "../options.ts";
import { at, items } from "../read.ts";
import { defineRule } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

export const rule = defineRule({
    name: "k8s-no-bare-pods",
    title: "Pods belong to a workload",
    rationale: "Nobody starts a pod of its own again when its node goes away.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    types: ["kubernetes:core/v1:Pod"],
    check(subject, verdict) {
        const owners = at(subject.props, "metadata", "ownerReferences");
        if (owners === UNKNOWN) verdict.unknown("metadata.ownerReferences");
        else if (items(owners).length === 0)
            verdict.missing({
                message:
                    "metadata.ownerReferences is not set: a Pod of its own; wanted is a Deployment, StatefulSet or Job",
                remedy: "apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: 2\n  selector: { matchLabels: { app: web } }\n  template:\n    metadata: { labels: { app: web } }\n    spec: {}   # that of the Pod",
            });
    },
    // To debug a pod is not to start one.
    cel: () => ({
        pods: {
            faults:
                'object.kind == "Pod" && variables.listed && size(object.metadata.?ownerReferences.orValue([])) == 0 ' +
                '? ["a Pod of its own; wanted is a Deployment, StatefulSet or Job"] : []',
        },
    }),
});
