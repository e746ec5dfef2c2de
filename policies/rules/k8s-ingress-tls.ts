import { celList, celText } from "../admission/cel.ts";
import {
    INGRESS_TYPES,
    albAnnotation,
    classOf,
    isAcmeSolver,
    isAlb,
    listenPorts,
    ruleHosts,
    tlsEntries,
    type TlsEntry,
} from "../model/ingress.ts";
import { isKube, type Subject } from "../model/subject.ts";
import { STRONG_TLS_POLICIES, WANTED_TLS_POLICY, isStrongTlsPolicy } from "../model/tls-policies.ts";
import { noOptions } from "../options.ts";
import { show } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { annotationSnippet, specSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const CERTIFICATE = "alb.ingress.kubernetes.io/certificate-arn";
const LISTEN = "alb.ingress.kubernetes.io/listen-ports";
const POLICY = "alb.ingress.kubernetes.io/ssl-policy";

function judgeListeners(subject: Subject, verdict: Verdict): void {
    const listening = listenPorts(subject);
    const remedy = annotationSnippet([LISTEN, '[{"HTTP":80},{"HTTPS":443}]'], [CERTIFICATE, "arn:aws:acm:..."]);
    if (listening === UNKNOWN) {
        verdict.unknown(`metadata.annotations.${LISTEN}`);
    } else if (listening === "invalid") {
        verdict.bad({ message: `annotation ${LISTEN} is no list of ports`, remedy });
    } else if (!listening.ports.some((each) => each.protocol === "HTTPS")) {
        const found =
            listening.written === "" ? "has no certificate and no HTTPS port" : `listens on ${listening.written} only`;
        verdict.missing({ message: `the load balancer ${found}; wanted is HTTPS`, remedy });
    } else if (albAnnotation(subject, "certificate-arn") === undefined && !namesHosts(subject)) {
        verdict.missing({
            message: "the load balancer has no certificate, and no host by which one could be found",
            remedy,
        });
    }
}

/** Without an ARN the controller looks for a certificate by host. */
function namesHosts(subject: Subject): boolean {
    const tls = tlsEntries(subject);
    return (
        tls === UNKNOWN ||
        tls.some(({ hosts }) => hosts === UNKNOWN || hosts.length > 0) ||
        ruleHosts(subject).some(({ host }) => host !== undefined)
    );
}

function judgePolicy(subject: Subject, verdict: Verdict): void {
    const policy = albAnnotation(subject, "ssl-policy");
    const remedy = annotationSnippet([POLICY, WANTED_TLS_POLICY]);
    if (policy === UNKNOWN) verdict.unknown(`metadata.annotations.${POLICY}`);
    else if (policy === undefined)
        verdict.missing({ message: `annotation ${POLICY} is not set, which means TLS 1.0`, remedy });
    else if (!isStrongTlsPolicy(policy))
        verdict.bad({
            message: `annotation ${POLICY} is ${show(policy)}; wanted is TLS 1.2 or later with forward secrecy`,
            remedy,
        });
}

/** Controllers other than ours may hold a certificate for the hosts themselves. */
function ownCertificate(subject: Subject, entry: TlsEntry): boolean {
    const ours = ["nginx", "traefik", undefined];
    const named = entry.hosts === UNKNOWN || entry.hosts.length > 0;
    return named && !ours.some((each) => each === classOf(subject));
}

function secretRemedy(subject: Subject): string {
    const host = ruleHosts(subject).find((each) => typeof each.host === "string")?.host;
    const example = typeof host === "string" ? host : "www.example.com";
    const secret = example.replace(/^\*\./, "");
    return specSnippet(`tls:\n  - hosts: [${JSON.stringify(example)}]\n    secretName: ${secret}-tls`);
}

function judgeSecrets(subject: Subject, verdict: Verdict): void {
    const tls = tlsEntries(subject);
    if (tls === UNKNOWN) {
        verdict.unknown("spec.tls");
        return;
    }
    if (tls.length === 0) {
        if (classOf(subject) === UNKNOWN) verdict.unknown("spec.ingressClassName");
        else
            verdict.missing({
                message: "spec.tls is empty: passwords and sessions would travel in the clear",
                remedy: secretRemedy(subject),
            });
    }
    for (const entry of tls) {
        if ((entry.secretName === undefined || entry.secretName === "") && !ownCertificate(subject, entry))
            verdict.bad({
                message: `${entry.path} has no secretName: the controller's own certificate would be shown`,
                remedy: secretRemedy(subject),
            });
    }
}

const CEL_ALB = [
    `!variables.listens ? ["annotation ${LISTEN} is no list of ports"] : ` +
        '!variables.listensHttps ? ["the load balancer has no HTTPS port; wanted is HTTPS"] : ' +
        `!(${celText(CERTIFICATE)} in variables.annotations) && !variables.tls.exists(t, size(t.?hosts.orValue([])) > 0) && !variables.rules.exists(r, has(r.host)) ` +
        '? ["the load balancer has no certificate, and no host by which one could be found"] : []',
    `variables.annotations[?${celText(POLICY)}].orValue("") in ${celList(STRONG_TLS_POLICIES)} ` +
        `? [] : ["annotation ${POLICY} does not ask for TLS 1.2 or later with forward secrecy"]`,
];
const CEL_SECRETS = [
    'size(variables.tls) > 0 ? [] : ["spec.tls is empty: passwords and sessions would travel in the clear"]',
    'variables.tls.filter(t, t.?secretName.orValue("") == "" && (variables.class in ["", "nginx", "traefik"] || size(t.?hosts.orValue([])) == 0))' +
        '.map(t, "an entry of spec.tls has no secretName: the controller\'s own certificate would be shown")',
];
const celTogether = (lists: readonly string[]): string => lists.map((list) => `(${list})`).join(" + ");

export const rule = defineRule({
    name: "k8s-ingress-tls",
    title: "Every Ingress is served over TLS",
    rationale: "What enters from outside crosses networks that are not ours.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "CIS EKS", id: "5.4.5" }],
    configOnlyExemption: true,
    options: noOptions,
    types: INGRESS_TYPES,
    check(subject, verdict) {
        if (!isKube(subject) || isAcmeSolver(subject)) return;
        if (isAlb(subject)) {
            judgeListeners(subject, verdict);
            judgePolicy(subject, verdict);
        } else {
            judgeSecrets(subject, verdict);
        }
    },
    cel: () => ({
        ingresses: { faults: `variables.class == "alb" ? ${celTogether(CEL_ALB)} : ${celTogether(CEL_SECRETS)}` },
    }),
});
