/** Load balancers of AWS and what listens on them. */
import { text } from "../read.ts";
import { UNKNOWN, type Unknown } from "../unknown.ts";
import { referenceTo } from "./references.ts";
import type { Stack } from "./stack.ts";
import type { Subject } from "./subject.ts";

/** The provider has several names for one thing. */
const named = (modules: readonly string[], kind: string): string[] => modules.map((module) => `aws:${module}/${kind}`);
const CURRENT = ["lb", "alb", "elasticloadbalancingv2", "applicationloadbalancing"];
const CLASSIC = ["elb", "elasticloadbalancing"];

export const BALANCERS = named(CURRENT, "loadBalancer:LoadBalancer");
export const LISTENERS = named(CURRENT, "listener:Listener");
export const LISTENER_RULES = named(CURRENT, "listenerRule:ListenerRule");
export const CLASSIC_BALANCERS = named(CLASSIC, "loadBalancer:LoadBalancer");
/** What says which versions of TLS a classic balancer takes on a port. */
export const CLASSIC_POLICIES = named(CLASSIC, "loadBalancerPolicy:LoadBalancerPolicy");
export const CLASSIC_NEGOTIATIONS = named(CLASSIC, "sslNegotiationPolicy:SslNegotiationPolicy");

/** The balancer that an ARN means. */
export const balancerOf = referenceTo(BALANCERS, "arn");
/** The listener that an ARN means. */
export const listenerOf = referenceTo(LISTENERS, "arn");

/** In capitals; "GENEVE" for a gateway, which takes neither protocol nor port. */
export function protocolOf({ props }: Subject): string | Unknown {
    const written = text(props["protocol"]);
    if (written === UNKNOWN) return UNKNOWN;
    return written?.toUpperCase() ?? (props["port"] === undefined ? "GENEVE" : "HTTP");
}

/** Protocols of a balancer that ends TLS, and so has a certificate and a policy. */
export function endsTls(protocol: string): boolean {
    return protocol === "HTTPS" || protocol === "TLS";
}

const attachments = [
    { of: referenceTo(named(CLASSIC, "listenerPolicy:ListenerPolicy"), "loadBalancerName"), port: "loadBalancerPort" },
    { of: referenceTo(CLASSIC_NEGOTIATIONS, "loadBalancer"), port: "lbPort" },
] as const;

/** Whether something attaches a policy of TLS to this port of a classic balancer, or perhaps does. */
export function classicPolicies(
    stack: Stack,
    balancer: Subject,
    port: unknown,
): { readonly attached: boolean; readonly perhaps: boolean } {
    const all = attachments.map((each) => ({ ...each, ...each.of(stack, balancer, balancer.props["name"]) }));
    const number = text(port);
    return {
        attached: all.some((each) => each.found.some(({ props }) => text(props[each.port]) === number)),
        perhaps: all.some(
            (each) => each.perhaps.length > 0 || each.found.some(({ props }) => props[each.port] === UNKNOWN),
        ),
    };
}
