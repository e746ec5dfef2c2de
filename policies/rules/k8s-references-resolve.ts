import { z } from "zod";
import { AUTOSCALER_TYPES } from "../model/autoscalers.ts";
import { INGRESS_TYPES } from "../model/ingress.ts";
import { disruptionBudgets, networkPolicies } from "../model/selected.ts";
import { isKube } from "../model/subject.ts";
import { texts } from "../options.ts";
import { defineRule } from "../rule.ts";
import { judgeIngress } from "../references/of-ingress.ts";
import { judgeGoverningService, judgeOwnSelector, judgePodReferences } from "../references/of-pod.ts";
import { judgeSelecting } from "../references/of-selectors.ts";
import { judgeContainerPorts, judgeServicePorts } from "../references/ports.ts";
import { resolverOf, RULE } from "../references/resolver.ts";

const SERVICE = "kubernetes:core/v1:Service";
const SELECTING = [
    SERVICE,
    disruptionBudgets.pattern,
    networkPolicies.pattern,
    "kubernetes:monitoring.coreos.com/*:ServiceMonitor",
    "kubernetes:monitoring.coreos.com/*:PodMonitor",
    ...AUTOSCALER_TYPES,
];

export const rule = defineRule({
    name: RULE,
    title: "Names and selectors lead to something",
    rationale: "A name with a typing error deploys without a word, and then nothing starts, or nothing answers.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: () =>
        z.strictObject({
            /** What is made elsewhere, as Kind/namespace/name; * stands for anything. For pods the name is the selector. */
            external: texts.default([]),
        }),
    joins: () => true,
    pods: "all",
    checkPod(subject, verdict, { stack, options }) {
        const resolver = resolverOf(stack, subject, verdict, options.external);
        judgePodReferences(resolver, subject.pod);
        judgeOwnSelector(resolver, subject.pod);
        judgeGoverningService(resolver, subject.pod);
        judgeContainerPorts(resolver);
    },
    types: [...SELECTING, ...INGRESS_TYPES],
    check(subject, verdict, { stack, options }) {
        if (!isKube(subject)) return;
        const resolver = resolverOf(stack, subject, verdict, options.external);
        judgeSelecting(resolver);
        if (subject.kube.kind === "Ingress") judgeIngress(resolver);
        if (subject.type === SERVICE) judgeServicePorts(resolver);
    },
});
