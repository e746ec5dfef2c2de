import { z } from "zod";
import { annotation } from "../model/ingress.ts";
import { INGRESS_CONTROLLERS, leadsToController } from "../model/ingress-controllers.ts";
import { isKube, type KubeSubject } from "../model/subject.ts";
import { texts } from "../options.ts";
import { at, items, show, text, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { annotationSnippet, specSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const SCHEME = "service.beta.kubernetes.io/aws-load-balancer-scheme";
/** What makes a load balancer an internal one, by cloud. */
const INTERNAL: Readonly<Record<string, readonly string[]>> = {
    [SCHEME]: ["internal"],
    "service.beta.kubernetes.io/aws-load-balancer-internal": ["true", "0.0.0.0/0"],
    "service.beta.kubernetes.io/azure-load-balancer-internal": ["true"],
    "networking.gke.io/load-balancer-type": ["Internal", "internal"],
};
const EVERYBODY = new Set(["0.0.0.0/0", "::/0"]);

type Answer = "yes" | "no" | "unknown";

function isInternal(service: KubeSubject): Answer {
    const found = Object.entries(INTERNAL).map(([key, values]): Answer => {
        const value = annotation(service, key);
        if (value === UNKNOWN) return "unknown";
        return value !== undefined && values.includes(value) ? "yes" : "no";
    });
    return found.includes("yes") ? "yes" : found.includes("unknown") ? "unknown" : "no";
}

function judgeLoadBalancer(service: KubeSubject, verdict: Verdict): void {
    const internal = isInternal(service);
    if (internal === "yes") return;
    const written = at(service.props, "spec", "loadBalancerSourceRanges");
    const ranges = items(written).map((range) => (range === UNKNOWN ? range : textOr(range)));
    const open = ranges.find((range) => typeof range === "string" && EVERYBODY.has(range));
    const remedy = annotationSnippet([SCHEME, "internal"]);
    if (internal === "unknown") verdict.unknown("metadata.annotations");
    else if (open !== undefined)
        verdict.bad({ message: `spec.loadBalancerSourceRanges holds ${show(open)}: everybody`, remedy });
    else if (written === UNKNOWN || ranges.includes(UNKNOWN)) verdict.unknown("spec.loadBalancerSourceRanges");
    else if (ranges.length === 0)
        verdict.missing({
            message: 'spec.type is "LoadBalancer", neither internal nor limited by spec.loadBalancerSourceRanges',
            remedy,
        });
}

export const rule = defineRule({
    name: "k8s-service-exposure",
    title: "A Service is reached from inside only",
    rationale:
        "The way in is the Ingress: whatever is open beside it has neither TLS, nor a firewall, nor logs of access.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    configOnlyExemption: true,
    options: () =>
        z.strictObject({
            /** Names of ingress controllers, as selectors and images call them: they are the way in. */
            controllers: texts.default([...INGRESS_CONTROLLERS]),
        }),
    joins: () => true,
    types: ["kubernetes:core/v1:Service"],
    check(subject, verdict, { stack, options }) {
        if (!isKube(subject) || leadsToController(stack, subject, options.controllers)) return;
        const type = text(at(subject.props, "spec", "type"));
        if (type === UNKNOWN) verdict.unknown("spec.type");
        if (type === "NodePort")
            verdict.bad({
                message: 'spec.type is "NodePort": every node listens for it; wanted is "ClusterIP"',
                remedy: specSnippet("type: ClusterIP"),
            });
        if (type === "LoadBalancer") judgeLoadBalancer(subject, verdict);
        const addresses = at(subject.props, "spec", "externalIPs");
        if (addresses === UNKNOWN) verdict.unknown("spec.externalIPs");
        else if (items(addresses).length > 0)
            verdict.bad({
                message: `spec.externalIPs holds ${items(addresses).map(show).join(", ")}: whoever may write it takes traffic of that address`,
                remedy: specSnippet("externalIPs: []"),
            });
    },
});
