import { celText } from "../admission/cel.ts";
import { BINDINGS } from "../model/rbac.ts";
import { accountNameOf, boundAccounts } from "../model/service-accounts.ts";
import { isKube } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { isPresent, show, text } from "../read.ts";
import { defineRule } from "../rule.ts";
import { podSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const TOKEN = "automountServiceAccountToken";

export const rule = defineRule({
    name: "k8s-no-default-service-account",
    title: "Nothing runs as the namespace's default ServiceAccount",
    rationale: "Rights that one pod gets there are rights of every pod that names no account.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "CIS EKS", id: "4.1.5" }],
    options: noOptions,
    types: BINDINGS,
    check(subject, verdict) {
        if (!isKube(subject)) return;
        const bound = boundAccounts(subject);
        if (bound === UNKNOWN) verdict.unknown("subjects");
        else
            for (const { path, name, namespace } of bound) {
                if (name === UNKNOWN) verdict.unknown(`${path}.name`);
                else if (name === "default")
                    verdict.bad({
                        message: `${path} is the default ServiceAccount of namespace ${show(namespace)}, wanted is one of its own`,
                        remedy: "subjects:\n  - kind: ServiceAccount\n    name: <account of the workload>",
                    });
            }
    },
    pods: "all",
    checkPod({ pod }, verdict) {
        const name = accountNameOf(pod);
        const token = text(pod.spec[TOKEN]);
        if (name === UNKNOWN) verdict.unknown(`${pod.specPath}.serviceAccountName`);
        if (name !== "default" || token === "false") return;
        if (token === UNKNOWN) verdict.unknown(`${pod.specPath}.${TOKEN}`);
        else
            verdict[isPresent(pod.spec["serviceAccountName"]) ? "bad" : "missing"]({
                message: `the pod runs as ServiceAccount "default" and mounts its token, wanted is an account of its own, or ${TOKEN} false`,
                remedy: podSnippet(
                    pod,
                    `serviceAccountName: <account of the workload>\n# or, for a pod that never asks the API server:\n${TOKEN}: false`,
                ),
            });
    },
    cel: () => {
        const name = 'variables.podSpec.?serviceAccountName.or(variables.podSpec.?serviceAccount).orValue("")';
        const isDefault = `variables.listed && ${name} in ["", "default"] && variables.podSpec.?${TOKEN}.orValue(true)`;
        const message = celText(
            `the pod runs as ServiceAccount default and mounts its token, wanted is an account of its own, or ${TOKEN} false`,
        );
        return { pods: { faults: `${isDefault} ? [${message}] : []` } };
    },
});
