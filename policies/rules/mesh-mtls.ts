import { inSameNamespace } from "../model/namespace.ts";
import type { Stack } from "../model/stack.ts";
import { isKube, type KubeSubject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { at, fields, isPresent, isTrue, items, show, text, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { nameOf, specSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const PEER = "kubernetes:security.istio.io/*:PeerAuthentication";
const DESTINATION = "kubernetes:networking.istio.io/*:DestinationRule";
const SERVER = "kubernetes:policy.linkerd.io/*:Server";
const SERVER_AUTHORIZATION = "kubernetes:policy.linkerd.io/*:ServerAuthorization";
const AUTHORIZATION = "kubernetes:policy.linkerd.io/*:AuthorizationPolicy";
const NAMESPACE = "kubernetes:core/v1:Namespace";
const ISTIO_ROOT = "istio-system";

const WEAK_MODES = new Set(["PERMISSIVE", "DISABLE"]);

function judgeMode(value: unknown, path: string, verdict: Verdict): void {
    const mode = text(value);
    if (mode === UNKNOWN) verdict.unknown(path);
    else if (mode !== undefined && WEAK_MODES.has(mode))
        verdict.bad({
            message: `${path} is ${show(mode)}: callers without a certificate are let in`,
            remedy: `mode: STRICT   # at ${path}`,
        });
}

function judgePeer({ props }: KubeSubject, verdict: Verdict): void {
    judgeMode(at(props, "spec", "mtls", "mode"), "spec.mtls.mode", verdict);
    for (const [port, mtls] of Object.entries(fields(at(props, "spec", "portLevelMtls")))) {
        judgeMode(at(mtls, "mode"), `spec.portLevelMtls.${port}.mode`, verdict);
    }
}

function judgeTraffic(traffic: unknown, path: string, verdict: Verdict): void {
    const places = [
        { path: `${path}.tls.mode`, value: at(traffic, "tls", "mode") },
        ...items(at(traffic, "portLevelSettings")).map((setting, index) => ({
            path: `${path}.portLevelSettings[${index}].tls.mode`,
            value: at(setting, "tls", "mode"),
        })),
    ];
    for (const { path, value } of places) {
        if (value === UNKNOWN) verdict.unknown(path);
        else if (value === "DISABLE")
            verdict.bad({
                message: `${path} is "DISABLE": calls leave in the clear`,
                remedy: `mode: ISTIO_MUTUAL   # at ${path}`,
            });
    }
}

function judgeDestination({ props }: KubeSubject, verdict: Verdict): void {
    judgeTraffic(at(props, "spec", "trafficPolicy"), "spec.trafficPolicy", verdict);
    for (const [index, subset] of items(at(props, "spec", "subsets")).entries()) {
        judgeTraffic(at(subset, "trafficPolicy"), `spec.subsets[${index}].trafficPolicy`, verdict);
    }
}

function isStrictDefault(peer: KubeSubject): boolean {
    return !isPresent(at(peer.props, "spec", "selector")) && at(peer.props, "spec", "mtls", "mode") === "STRICT";
}

/** A namespace in the mesh must have a STRICT default, its own or the mesh's. */
function judgeNamespace(stack: Stack, subject: KubeSubject, verdict: Verdict): void {
    const injected =
        at(subject.kube.labels, "istio-injection") === "enabled" || isPresent(at(subject.kube.labels, "istio.io/rev"));
    if (!injected) return;
    const site = stack.siteOf(subject);
    const strict = stack
        .objects(PEER)
        .filter((peer) => stack.siteOf(peer) === site && isStrictDefault(peer))
        .some((peer) => peer.kube.namespace === subject.kube.name || peer.kube.namespace === ISTIO_ROOT);
    if (strict) return;
    verdict.missing({
        message: "the namespace is in the mesh and has no STRICT default: plain calls are accepted",
        remedy: `apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: default, namespace: ${textOr(subject.kube.name)} }\nspec: { mtls: { mode: STRICT } }`,
    });
}

function targets(policy: KubeSubject, server: KubeSubject): boolean {
    const target = at(policy.props, "spec", "targetRef");
    const kind = textOr(at(target, "kind"));
    return kind === "Namespace" || (kind === "Server" && at(target, "name") === server.kube.name);
}

function judgeServer(stack: Stack, subject: KubeSubject, verdict: Verdict): void {
    const access = text(at(subject.props, "spec", "accessPolicy"));
    if (access === UNKNOWN) verdict.unknown("spec.accessPolicy");
    else if (access !== undefined && (access.endsWith("-unauthenticated") || access === "audit")) {
        verdict.bad({
            message: `spec.accessPolicy is ${show(access)}: callers outside the mesh are let in`,
            remedy: specSnippet("accessPolicy: deny"),
        });
        return;
    }
    const policies = [
        ...inSameNamespace(stack, AUTHORIZATION, subject).filter((policy) => targets(policy, subject)),
        ...inSameNamespace(stack, SERVER_AUTHORIZATION, subject),
    ];
    if (policies.length > 0 || access === UNKNOWN || access?.endsWith("authenticated") === true) return;
    verdict.missing({
        message: "no AuthorizationPolicy says who may call this Server",
        remedy: specSnippet(
            `targetRef: { group: policy.linkerd.io, kind: Server, name: ${textOr(subject.kube.name)} }\nrequiredAuthenticationRefs:\n  - { group: policy.linkerd.io, kind: MeshTLSAuthentication, name: callers }`,
        ),
    });
}

function judgeAuthorization(subject: KubeSubject, verdict: Verdict): void {
    const references = at(subject.props, "spec", "requiredAuthenticationRefs");
    if (references === UNKNOWN) verdict.unknown("spec.requiredAuthenticationRefs");
    else if (items(references).length === 0)
        verdict.missing({
            message: `${nameOf(subject)} demands no authentication: it lets everybody in`,
            remedy: specSnippet(
                "requiredAuthenticationRefs:\n  - { group: policy.linkerd.io, kind: MeshTLSAuthentication, name: callers }",
            ),
        });
}

function judgeServerAuthorization(subject: KubeSubject, verdict: Verdict): void {
    const client = at(subject.props, "spec", "client");
    const open = at(client, "unauthenticated");
    if (open === UNKNOWN) verdict.unknown("spec.client.unauthenticated");
    else if (isTrue(open))
        verdict.bad({
            message: "spec.client.unauthenticated is on: callers outside the mesh are let in",
            remedy: specSnippet(
                'client:\n  meshTLS:\n    identities: ["*.my-namespace.serviceaccount.identity.linkerd.cluster.local"]',
            ),
        });
}

export const rule = defineRule({
    name: "mesh-mtls",
    title: "The mesh lets nobody in without a certificate",
    rationale: "A mesh that also accepts plain calls encrypts what is well behaved and nothing else.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    joins: () => true,
    types: [PEER, DESTINATION, SERVER, SERVER_AUTHORIZATION, AUTHORIZATION, NAMESPACE],
    check(subject, verdict, { stack, tier }) {
        if (!isKube(subject)) return;
        switch (subject.kube.kind) {
            case "PeerAuthentication":
                judgePeer(subject, verdict);
                break;
            case "DestinationRule":
                judgeDestination(subject, verdict);
                break;
            case "ServerAuthorization":
                judgeServerAuthorization(subject, verdict);
                break;
            case "AuthorizationPolicy":
                judgeAuthorization(subject, verdict);
                break;
            case "Server":
                if (tier === "prod") judgeServer(stack, subject, verdict);
                break;
            default:
                if (tier === "prod") judgeNamespace(stack, subject, verdict);
        }
    },
});
