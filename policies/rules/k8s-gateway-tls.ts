import type { Stack } from "../model/stack.ts";
import { isKube, type KubeSubject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { at, count, isPresent, items, show, text, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { nameOf, specSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const GATEWAY = "kubernetes:gateway.networking.k8s.io/*:Gateway";
const ROUTE = "kubernetes:gateway.networking.k8s.io/*:HTTPRoute";

interface Listener {
    readonly gateway: KubeSubject;
    readonly value: unknown;
    readonly path: string;
}

function refersTo(route: KubeSubject, { gateway, value }: Listener): boolean {
    return items(at(route.props, "spec", "parentRefs")).some((reference) => {
        const namespace = textOr(at(reference, "namespace"), textOr(route.kube.namespace));
        const section = at(reference, "sectionName");
        const port = count(at(reference, "port"));
        return (
            textOr(at(reference, "kind"), "Gateway") === "Gateway" &&
            at(reference, "name") === gateway.kube.name &&
            namespace === gateway.kube.namespace &&
            (section === undefined || section === at(value, "name")) &&
            (port === undefined || port === count(at(value, "port")))
        );
    });
}

/** Whether a route does nothing but send to https. */
function onlyRedirects(route: KubeSubject): boolean {
    const rules = items(at(route.props, "spec", "rules"));
    return (
        rules.length > 0 &&
        rules.every((rule) =>
            items(at(rule, "filters")).some(
                (filter) =>
                    at(filter, "type") === "RequestRedirect" &&
                    textOr(at(filter, "requestRedirect", "scheme")) === "https",
            ),
        )
    );
}

function judgeHttp(stack: Stack, listener: Listener, verdict: Verdict): void {
    const { gateway, path } = listener;
    const site = stack.siteOf(gateway);
    const attached = stack.objects(ROUTE).filter((route) => stack.siteOf(route) === site && refersTo(route, listener));
    const remedy = specSnippet(
        "rules:\n  - filters:\n      - type: RequestRedirect\n        requestRedirect: { scheme: https, statusCode: 301 }   # of the HTTPRoute",
    );
    const open = attached.find((route) => !onlyRedirects(route));
    if (open !== undefined)
        verdict.bad({
            message: `${path} is plain HTTP, and ${nameOf(open)} does not send everything to https`,
            remedy,
        });
    else if (attached.length === 0)
        verdict.bad({ message: `${path} is plain HTTP, and no HTTPRoute here sends it to https`, remedy });
}

function judgeSecure({ value, path }: Listener, verdict: Verdict): void {
    const mode = text(at(value, "tls", "mode"));
    const references = at(value, "tls", "certificateRefs");
    if (mode === "Passthrough") return;
    if (mode === UNKNOWN || references === UNKNOWN) verdict.unknown(`${path}.tls`);
    else if (items(references).length === 0 && !isPresent(at(value, "tls", "options")))
        verdict.missing({
            message: `${path} ends TLS but has no certificateRefs`,
            remedy: specSnippet(
                "listeners:\n  - tls:\n      mode: Terminate\n      certificateRefs: [{ name: www-tls }]",
            ),
        });
}

function judgeListener(stack: Stack, listener: Listener, verdict: Verdict): void {
    const { value, path } = listener;
    const protocol = text(at(value, "protocol"));
    switch (protocol) {
        case UNKNOWN:
            verdict.unknown(`${path}.protocol`);
            break;
        case "HTTPS":
        case "TLS":
            judgeSecure(listener, verdict);
            break;
        case "HTTP":
            judgeHttp(stack, listener, verdict);
            break;
        case "TCP":
            verdict.bad({
                message: `${path}.protocol is ${show(protocol)}; wanted is "TLS" or "HTTPS"`,
                remedy: specSnippet("listeners:\n  - protocol: TLS\n    tls: { mode: Passthrough }"),
            });
            break;
        default:
    }
}

export const rule = defineRule({
    name: "k8s-gateway-tls",
    title: "Gateways listen with TLS",
    rationale: "A listener without it serves every route that attaches to it, also those of tomorrow.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    joins: () => true,
    types: [GATEWAY],
    check(subject, verdict, { stack }) {
        if (!isKube(subject)) return;
        const listeners = at(subject.props, "spec", "listeners");
        if (listeners === UNKNOWN) verdict.unknown("spec.listeners");
        for (const [index, value] of items(listeners).entries()) {
            const path = `spec.listeners[${index}]`;
            if (value === UNKNOWN) verdict.unknown(path);
            judgeListener(stack, { gateway: subject, value, path }, verdict);
        }
    },
});
