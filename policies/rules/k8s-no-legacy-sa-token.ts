import { noOptions } from "../options.ts";
import { at, text } from "../read.ts";
import { defineRule } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

const TYPE = "kubernetes.io/service-account-token";

export const rule = defineRule({
    name: "k8s-no-legacy-sa-token",
    title: "No Secret holds a ServiceAccount's token",
    rationale: "Such a token never expires, and everybody who reads the Secret is that ServiceAccount.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    types: ["kubernetes:core/v1:Secret"],
    check(subject, verdict) {
        const type = text(at(subject.props, "type"));
        if (type === UNKNOWN) verdict.unknown("type");
        else if (type === TYPE)
            verdict.bad({
                message: `type is "${TYPE}": a token without end; wanted is one that the kubelet renews`,
                remedy: "volumes:\n  - name: token\n    projected:\n      sources:\n        - serviceAccountToken: { path: token, expirationSeconds: 3600 }",
            });
    },
});
