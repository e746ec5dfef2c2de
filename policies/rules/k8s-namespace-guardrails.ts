import { z } from "zod";
import { inNamespace } from "../model/namespace.ts";
import { isKube, type Subject } from "../model/subject.ts";
import { texts } from "../options.ts";
import { at, isPresent, items } from "../read.ts";
import { defineRule } from "../rule.ts";
import { CONTROL_PLANE_NAMESPACES } from "../shared/namespaces.ts";
import { nameOf } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const PLATFORM = "strata:index:Platform";
const AMOUNTS = ["cpu", "memory"] as const;

/** What a container gets that says nothing: a maximum is a default too. */
function hasDefault(range: Subject, amount: string): boolean {
    const limits = at(range.props, "spec", "limits");
    return (
        limits === UNKNOWN ||
        items(limits).some(
            (item) =>
                item === UNKNOWN ||
                (at(item, "type") === "Container" &&
                    (isPresent(at(item, "default", amount)) || isPresent(at(item, "max", amount)))),
        )
    );
}

export const rule = defineRule({
    name: "k8s-namespace-guardrails",
    title: "Namespaces of applications have a quota and defaults",
    rationale: "One runaway workload takes the room of all others; one forgotten limit takes a node.",
    levels: { dev: "disabled", staging: "advisory", prod: "mandatory" },
    options: () =>
        z.strictObject({
            /** Namespaces in which no application lives; those of Strata's add-ons are left out by where they come from. */
            platformNamespaces: texts.default([...CONTROL_PLANE_NAMESPACES]),
        }),
    joins: () => true,
    types: ["kubernetes:core/v1:Namespace"],
    check(subject, verdict, { options, stack }) {
        if (!isKube(subject) || subject.kube.patch || stack.isUnder(subject, PLATFORM)) return;
        const { name } = subject.kube;
        if (name === UNKNOWN) verdict.unknown("metadata.name");
        if (typeof name !== "string" || options.platformNamespaces.includes(name)) return;
        const site = stack.siteOf(subject);
        const ranges = inNamespace(stack, "kubernetes:core/v1:LimitRange", site, name);
        const lacking = AMOUNTS.filter((amount) => !ranges.some((range) => hasDefault(range, amount)));
        if (lacking.length > 0)
            verdict.missing({
                message: `${nameOf(subject)} has no LimitRange with a default for ${lacking.join(" and ")} of containers`,
                remedy: `apiVersion: v1\nkind: LimitRange\nmetadata: { name: defaults, namespace: ${name} }\nspec:\n  limits:\n    - type: Container\n      defaultRequest: { cpu: 50m, memory: 128Mi }\n      default: { cpu: 250m, memory: 128Mi }`,
            });
        if (inNamespace(stack, "kubernetes:core/v1:ResourceQuota", site, name).length === 0)
            verdict.missing({
                message: `${nameOf(subject)} has no ResourceQuota`,
                remedy: `apiVersion: v1\nkind: ResourceQuota\nmetadata: { name: all, namespace: ${name} }\nspec:\n  hard: { requests.cpu: "10", requests.memory: 20Gi, pods: "50" }`,
            });
    },
});
