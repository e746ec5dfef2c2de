import {
    CLASSIC_BALANCERS,
    LISTENERS,
    LISTENER_RULES,
    balancerOf,
    endsTls,
    listenerOf,
    protocolOf,
} from "../model/load-balancers.ts";
import type { Stack } from "../model/stack.ts";
import type { Subject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { at, isPresent, isTrue, show, text, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { below, demand, entriesOf, inputsOf, type Place } from "../shared/demands.ts";
import { UNKNOWN } from "../unknown.ts";

const HTTPS_REMEDY = 'protocol: "HTTPS", port: 443, certificateArn: certificate.arn, sslPolicy';
const REDIRECT_REMEDY =
    'defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } }]';

/** What answers a request; authentication only comes before it. */
const ANSWERS = new Set(["forward", "redirect", "fixed-response"]);

/** Without TLS a listener may send clients to where there is TLS, or say something of its own, and nothing else. */
function judgeAction(action: Place, verdict: Verdict): void {
    const type = text(at(action.value, "type"));
    if (type === UNKNOWN) verdict.unknown(below(action, "type"));
    else if (type === "redirect") {
        demand(action, verdict, {
            path: "redirect.protocol",
            meets: (value) => value === "HTTPS",
            wanted: "HTTPS",
            because: "a redirect without it stays without TLS",
            remedy: REDIRECT_REMEDY,
        });
        demand(action, verdict, {
            path: "redirect.statusCode",
            meets: (value) => /^(HTTP_)?30[12]$/.test(textOr(value)),
            wanted: "HTTP_301 or HTTP_302",
            remedy: REDIRECT_REMEDY,
        });
    } else if (type !== "fixed-response")
        verdict.bad({
            message: `${action.path}.type is ${show(type)} without TLS; wanted is a redirect to HTTPS or a fixed response`,
            remedy: REDIRECT_REMEDY,
        });
}

function judgeActions(subject: Subject, path: "defaultActions" | "actions", verdict: Verdict): void {
    const actions = entriesOf(inputsOf(subject), path, verdict);
    for (const action of actions) judgeAction(action, verdict);
    const answers = actions.filter(({ value }) => ANSWERS.has(textOr(at(value, "type")))).length;
    if (answers > 1)
        verdict.bad({ message: `${path} answers ${answers} times; AWS takes one answer`, remedy: REDIRECT_REMEDY });
    if (actions.length === 0 && subject.props[path] !== UNKNOWN)
        verdict.bad({
            message: `${path} is empty, on a listener without TLS; wanted is a redirect to HTTPS`,
            remedy: REDIRECT_REMEDY,
        });
}

/** Packets that a balancer only passes on may be TLS or not: inside the network that is between the two ends. */
function judgePassing(stack: Stack, listener: Subject, protocol: string, verdict: Verdict): void {
    const { found, perhaps } = balancerOf(stack, listener, listener.props["loadBalancerArn"]);
    const candidates = found.length > 0 ? found : perhaps;
    const internal = candidates.map(({ props }) => props["internal"]);
    if (candidates.length > 0 && internal.every(isTrue)) return;
    if (internal.some((value) => value === UNKNOWN || isTrue(value)))
        verdict.unknown(found.length > 0 ? "internal of the load balancer" : "loadBalancerArn");
    else
        verdict.bad({
            message: `protocol is ${show(protocol)} on a load balancer that is not internal; wanted is HTTPS or TLS`,
            remedy: HTTPS_REMEDY.replace("HTTPS", "TLS"),
        });
}

function judgeListener(subject: Subject, stack: Stack, verdict: Verdict): void {
    const protocol = protocolOf(subject);
    if (protocol === UNKNOWN) verdict.unknown("protocol");
    else if (protocol === "HTTP") judgeActions(subject, "defaultActions", verdict);
    else if (endsTls(protocol))
        demand(inputsOf(subject), verdict, {
            path: "port",
            meets: (value) => textOr(value) !== "80",
            wanted: 443,
            because: "clients speak plain HTTP to port 80",
        });
    else if (protocol !== "GENEVE" && protocol !== "QUIC") judgePassing(stack, subject, protocol, verdict);
}

/** A rule of a listener wins over what the listener does by default. */
function judgeRule(subject: Subject, stack: Stack, verdict: Verdict): void {
    const { found, perhaps } = listenerOf(stack, subject, subject.props["listenerArn"]);
    const protocols = new Set((found.length > 0 ? found : perhaps).map(protocolOf));
    if (!protocols.has("HTTP") && !protocols.has(UNKNOWN)) return;
    if (protocols.size === 1 && protocols.has("HTTP")) judgeActions(subject, "actions", verdict);
    else verdict.unknown("listenerArn");
}

function judgeClassic(subject: Subject, verdict: Verdict): void {
    for (const listener of entriesOf(inputsOf(subject), "listeners", verdict)) {
        demand(listener, verdict, {
            path: "lbProtocol",
            meets: (value) => /^(https|ssl)$/i.test(textOr(value)),
            wanted: "https or ssl",
            remedy: 'listeners: [{ lbPort: 443, lbProtocol: "https", sslCertificateId: certificate.arn, instancePort, instanceProtocol }]',
        });
        if (!isPresent(at(listener.value, "sslCertificateId")))
            verdict.bad({
                message: `${listener.path}.sslCertificateId is not set; wanted is the ARN of a certificate`,
                remedy: "sslCertificateId: certificate.arn",
            });
    }
}

export const rule = defineRule({
    name: "aws-lb-listener-https",
    title: "Load balancers of AWS speak TLS",
    rationale: "What a load balancer takes without TLS, everyone on the way can read and change.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    configOnlyExemption: true,
    options: noOptions,
    joins: () => true,
    types: [...LISTENERS, ...LISTENER_RULES, ...CLASSIC_BALANCERS],
    check(subject, verdict, { stack }) {
        if (LISTENERS.includes(subject.type)) judgeListener(subject, stack, verdict);
        else if (LISTENER_RULES.includes(subject.type)) judgeRule(subject, stack, verdict);
        else judgeClassic(subject, verdict);
    },
});
