import {
    CLASSIC_BALANCERS,
    CLASSIC_NEGOTIATIONS,
    CLASSIC_POLICIES,
    LISTENERS,
    classicPolicies,
    endsTls,
    protocolOf,
} from "../model/load-balancers.ts";
import type { Stack } from "../model/stack.ts";
import type { Subject } from "../model/subject.ts";
import {
    WANTED_CLASSIC_POLICY,
    WANTED_TLS_POLICY,
    isStrongClassicPolicy,
    isStrongTlsPolicy,
} from "../model/tls-policies.ts";
import { noOptions } from "../options.ts";
import { at, isTrue, show, text, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { below, demand, entriesOf, inputSnippet, inputsOf } from "../shared/demands.ts";
import { UNKNOWN } from "../unknown.ts";

function judgeListener(listener: Subject, verdict: Verdict): void {
    const protocol = protocolOf(listener);
    if (protocol !== UNKNOWN && !endsTls(protocol)) return;
    const policy = text(listener.props["sslPolicy"]);
    if (policy === undefined && protocol === UNKNOWN) verdict.unknown("protocol");
    else if (policy === undefined)
        verdict.bad({
            message: "sslPolicy is not set, for which AWS takes ELBSecurityPolicy-2016-08: TLS 1.0",
            remedy: inputSnippet("sslPolicy", WANTED_TLS_POLICY),
        });
    else
        demand(inputsOf(listener), verdict, {
            path: "sslPolicy",
            meets: (value) => isStrongTlsPolicy(textOr(value)),
            wanted: WANTED_TLS_POLICY,
            because: "TLS 1.2 or later with forward secrecy",
        });
}

/** A classic one says nothing of TLS itself: other resources attach a policy to each of its ports. */
function judgeClassic(stack: Stack, balancer: Subject, verdict: Verdict): void {
    for (const listener of entriesOf(inputsOf(balancer), "listeners", verdict)) {
        if (!/^(https|ssl)$/i.test(textOr(at(listener.value, "lbProtocol")))) continue;
        const port = at(listener.value, "lbPort");
        const { attached, perhaps } = classicPolicies(stack, balancer, port);
        if (attached) continue;
        if (perhaps) verdict.unknown(`the policy of ${below(listener, "lbPort")}`);
        else
            verdict.bad({
                message: `${listener.path} (port ${show(port)}) has no policy, for which AWS takes ELBSecurityPolicy-2016-08: TLS 1.0`,
                remedy: `new aws.elb.LoadBalancerPolicy("tls", { loadBalancerName, policyName: "tls", policyTypeName: "SSLNegotiationPolicyType", policyAttributes: [{ name: "Reference-Security-Policy", value: "${WANTED_CLASSIC_POLICY}" }] }) and an aws.elb.ListenerPolicy with it`,
            });
    }
}

const OLD_PROTOCOL = /^Protocol-(SSLv[23]|TLSv1(\.1)?)$/;

/** Either a policy of AWS by its name, or protocols and ciphers one by one. */
function judgeAttributes(policy: Subject, path: string, verdict: Verdict): void {
    for (const attribute of entriesOf(inputsOf(policy), path, verdict)) {
        const name = text(at(attribute.value, "name"));
        if (name === UNKNOWN) verdict.unknown(below(attribute, "name"));
        else if (name === "Reference-Security-Policy")
            demand(attribute, verdict, {
                path: "value",
                meets: (value) => isStrongClassicPolicy(textOr(value)),
                wanted: WANTED_CLASSIC_POLICY,
                because: "the one of AWS for classic load balancers without TLS 1.0 and 1.1",
            });
        else if (name !== undefined && OLD_PROTOCOL.test(name))
            demand(attribute, verdict, {
                path: "value",
                meets: (value) => !isTrue(value),
                wanted: "false",
                because: `${name.slice("Protocol-".length)} is broken`,
            });
    }
}

export const rule = defineRule({
    name: "aws-lb-tls-policy",
    title: "Load balancers of AWS take TLS 1.2 or later, with forward secrecy",
    rationale: "A load balancer that names no policy still takes TLS 1.0, which browsers gave up for its attacks.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    configOnlyExemption: true,
    options: noOptions,
    joins: () => true,
    types: [...LISTENERS, ...CLASSIC_BALANCERS, ...CLASSIC_POLICIES, ...CLASSIC_NEGOTIATIONS],
    check(subject, verdict, { stack }) {
        if (LISTENERS.includes(subject.type)) judgeListener(subject, verdict);
        else if (CLASSIC_BALANCERS.includes(subject.type)) judgeClassic(stack, subject, verdict);
        else
            judgeAttributes(
                subject,
                CLASSIC_POLICIES.includes(subject.type) ? "policyAttributes" : "attributes",
                verdict,
            );
    },
    // For what names no policy; one that was chosen, for old clients perhaps, is somebody's decision.
    fix(subject) {
        if (!LISTENERS.includes(subject.type) || subject.props["sslPolicy"] !== undefined) return [];
        const protocol = protocolOf(subject);
        if (protocol === UNKNOWN || !endsTls(protocol)) return [];
        return [{ path: ["sslPolicy"], value: WANTED_TLS_POLICY }];
    },
});
