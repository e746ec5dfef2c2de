import { z } from "zod";
import { annotation } from "../model/ingress.ts";
import { INGRESS_CONTROLLERS, leadsToController } from "../model/ingress-controllers.ts";
import { isKube, type KubeSubject } from "../model/subject.ts";
import { WANTED_TLS_POLICY, isStrongTlsPolicy } from "../model/tls-policies.ts";
import { flag, texts } from "../options.ts";
import { at, items, show, text } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { annotationSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const AWS = "service.beta.kubernetes.io/aws-load-balancer-";
const CERTIFICATE = `${AWS}ssl-cert`;
const PORTS = `${AWS}ssl-ports`;
const POLICY = `${AWS}ssl-negotiation-policy`;
const BACKEND = `${AWS}backend-protocol`;

function judgePorts(service: KubeSubject, verdict: Verdict): void {
    const covered = annotation(service, PORTS);
    // Without the annotation every port is covered.
    if (covered === undefined || covered === "*") return;
    if (covered === UNKNOWN) {
        verdict.unknown(`metadata.annotations.${PORTS}`);
        return;
    }
    const names = covered.split(",").map((each) => each.trim());
    for (const port of items(at(service.props, "spec", "ports"))) {
        const number = text(at(port, "port"));
        const name = text(at(port, "name"));
        if (number === UNKNOWN || at(port, "protocol") === "UDP") continue;
        if (names.includes(number ?? "") || (typeof name === "string" && names.includes(name))) continue;
        verdict.bad({
            message: `port ${show(number)} is not among ${PORTS} (${show(covered)}): it is open without TLS`,
            remedy: annotationSnippet([PORTS, "*"]),
        });
    }
}

function judgePolicy(service: KubeSubject, demanded: boolean, verdict: Verdict): void {
    const policy = annotation(service, POLICY);
    const remedy = annotationSnippet([POLICY, WANTED_TLS_POLICY]);
    if (policy === UNKNOWN) verdict.unknown(`metadata.annotations.${POLICY}`);
    else if (policy === undefined && !demanded) return;
    else if (policy === undefined)
        verdict.missing({ message: `annotation ${POLICY} is not set, which means an old TLS`, remedy });
    else if (!isStrongTlsPolicy(policy))
        verdict.bad({
            message: `annotation ${POLICY} is ${show(policy)}; wanted is TLS 1.2 or later with forward secrecy`,
            remedy,
        });
}

function judgeBackend(service: KubeSubject, verdict: Verdict): void {
    const protocol = annotation(service, BACKEND);
    if (protocol === UNKNOWN) verdict.unknown(`metadata.annotations.${BACKEND}`);
    else if (protocol !== "ssl" && protocol !== "https")
        verdict.missing({
            message: `annotation ${BACKEND} is ${show(protocol)}; in production the load balancer speaks TLS to the pods too`,
            remedy: annotationSnippet([BACKEND, "ssl"]),
        });
}

export const rule = defineRule({
    name: "k8s-service-lb-tls",
    title: "A Service's load balancer speaks TLS",
    rationale: "It is an entry of its own, past the Ingress and everything that is checked there.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "CIS EKS", id: "5.4.5" }],
    options: (tier) =>
        z.strictObject({
            /** Whether the oldest version of TLS must be named: what AWS takes otherwise is TLS 1.0. */
            demandPolicy: flag.default(tier !== "dev"),
            /** Names of controllers that end TLS themselves, as selectors and images call them. */
            controllers: texts.default([...INGRESS_CONTROLLERS]),
        }),
    joins: () => true,
    types: ["kubernetes:core/v1:Service"],
    check(subject, verdict, { stack, tier, options }) {
        if (!isKube(subject)) return;
        const type = text(at(subject.props, "spec", "type"));
        if (type === UNKNOWN) verdict.unknown("spec.type");
        if (type !== "LoadBalancer" || leadsToController(stack, subject, options.controllers)) return;
        const certificate = annotation(subject, CERTIFICATE);
        if (certificate === undefined || certificate === "") {
            verdict.missing({
                message: `a load balancer without the annotation ${CERTIFICATE} passes everything on as it comes`,
                remedy: annotationSnippet([CERTIFICATE, "arn:aws:acm:..."], [PORTS, "*"], [POLICY, WANTED_TLS_POLICY]),
            });
            return;
        }
        judgePorts(subject, verdict);
        judgePolicy(subject, options.demandPolicy, verdict);
        if (tier === "prod") judgeBackend(subject, verdict);
    },
});
