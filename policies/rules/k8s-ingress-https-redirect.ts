import { celText } from "../admission/cel.ts";
import {
    INGRESS_TYPES,
    albAnnotation,
    annotation,
    classOf,
    isAcmeSolver,
    isAlb,
    listenPorts,
} from "../model/ingress.ts";
import type { Stack } from "../model/stack.ts";
import { isKube, type Subject } from "../model/subject.ts";
import { entryPointRedirects, redirectsToHttps, traefikTypes } from "../model/traefik.ts";
import { texts } from "../options.ts";
import { at, isPresent, show, text } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { annotationSnippet, specSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";
import { z } from "zod";

const NGINX = "nginx.ingress.kubernetes.io/";
const TRAEFIK = "traefik.ingress.kubernetes.io/router.";

function judgeNginx(subject: Subject, verdict: Verdict): void {
    for (const name of ["ssl-redirect", "force-ssl-redirect"]) {
        const value = annotation(subject, `${NGINX}${name}`);
        if (value === UNKNOWN) verdict.unknown(`metadata.annotations.${NGINX}${name}`);
        else if (value?.toLowerCase() === "false")
            verdict.bad({
                message: `annotation ${NGINX}${name} is "false": what comes by http is answered by http`,
                remedy: annotationSnippet([`${NGINX}${name}`, "true"]),
            });
    }
}

function judgeAlb(subject: Subject, verdict: Verdict): void {
    const listening = listenPorts(subject);
    if (listening === UNKNOWN) verdict.unknown("metadata.annotations.alb.ingress.kubernetes.io/listen-ports");
    // What is no list is k8s-ingress-tls's finding.
    if (listening === UNKNOWN || listening === "invalid") return;
    if (!listening.ports.some((each) => each.protocol === "HTTP")) return;
    const redirect = albAnnotation(subject, "ssl-redirect");
    const secure = listening.ports.filter((each) => each.protocol === "HTTPS").map((each) => String(each.port));
    if (redirect === UNKNOWN) {
        verdict.unknown("metadata.annotations.alb.ingress.kubernetes.io/ssl-redirect");
    } else if (redirect === undefined || !secure.includes(redirect)) {
        const violation = {
            message: `the load balancer listens on HTTP, and ssl-redirect is ${show(redirect)}; wanted is a port that speaks HTTPS`,
            remedy: annotationSnippet(["alb.ingress.kubernetes.io/ssl-redirect", secure[0] ?? "443"]),
        };
        if (redirect === undefined) verdict.missing(violation);
        else verdict.bad(violation);
    }
}

interface TraefikContext {
    readonly stack: Stack;
    readonly secureEntryPoints: readonly string[];
}

function judgeTraefik(subject: Subject, verdict: Verdict, { stack, secureEntryPoints }: TraefikContext): void {
    const entryPoints = annotation(subject, `${TRAEFIK}entrypoints`);
    if (entryPoints === UNKNOWN) {
        verdict.unknown(`metadata.annotations.${TRAEFIK}entrypoints`);
        return;
    }
    const open = (entryPoints ?? "")
        .split(",")
        .map((each) => each.trim())
        .filter((each) => !secureEntryPoints.includes(each));
    if (open.length === 0 || entryPointRedirects(stack, subject)) return;
    const middlewares = annotation(subject, `${TRAEFIK}middlewares`);
    if (middlewares === UNKNOWN) {
        verdict.unknown(`metadata.annotations.${TRAEFIK}middlewares`);
        return;
    }
    if (middlewares !== undefined && hasRedirect(stack, middlewares)) return;
    const violation = {
        message: `annotation ${TRAEFIK}entrypoints is ${show(entryPoints)}, which lets http in, and nothing sends it to https`,
        remedy: annotationSnippet([`${TRAEFIK}entrypoints`, secureEntryPoints.join(",")]),
    };
    if (entryPoints === undefined) verdict.missing(violation);
    else verdict.bad(violation);
}

/** The annotation lists <namespace>-<name>@kubernetescrd. */
function hasRedirect(stack: Stack, middlewares: string): boolean {
    const wanted = middlewares.split(",").map((each) => each.trim());
    return traefikTypes("Middleware")
        .flatMap((type) => stack.objects(type))
        .some(
            ({ kube, ...middleware }) =>
                redirectsToHttps(middleware) &&
                wanted.includes(`${String(kube.namespace)}-${String(kube.name)}@kubernetescrd`),
        );
}

function judgeMiddleware(subject: Subject, verdict: Verdict): void {
    const redirect = at(subject.props, "spec", "redirectScheme");
    const scheme = text(at(redirect, "scheme"));
    if (scheme === UNKNOWN) verdict.unknown("spec.redirectScheme.scheme");
    else if (isPresent(redirect) && scheme !== undefined && scheme.toLowerCase() !== "https")
        verdict.bad({
            message: `spec.redirectScheme.scheme is ${show(scheme)}; wanted is "https"`,
            remedy: specSnippet("redirectScheme:\n  scheme: https\n  permanent: true"),
        });
}

const CEL_ALB =
    'variables.listens && variables.listensHttp && !(variables.redirect.matches("^[0-9]+$") && ' +
    `variables.listen.matches(${celText('"HTTPS"\\s*:\\s*"?')} + variables.redirect + "[^0-9]"))` +
    '? ["the load balancer listens on HTTP, and ssl-redirect names no port that speaks HTTPS"] : []';
const CEL_NGINX =
    `["ssl-redirect", "force-ssl-redirect"].filter(n, variables.annotations[?${celText(NGINX)} + n].orValue("").lowerAscii() == "false")` +
    `.map(n, "annotation ${NGINX}" + n + " is false: what comes by http is answered by http")`;

export const rule = defineRule({
    name: "k8s-ingress-https-redirect",
    title: "What comes by http is sent to https",
    rationale: "The first request of a visitor is often typed without https, and carries the old cookies.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: () =>
        z.strictObject({
            /** Entry points of Traefik that speak TLS only. */ secureEntryPoints: texts.default(["websecure"]),
        }),
    joins: () => true,
    types: [...INGRESS_TYPES, ...traefikTypes("Middleware")],
    check(subject, verdict, { stack, options }) {
        if (!isKube(subject) || isAcmeSolver(subject)) return;
        if (subject.kube.kind === "Middleware") {
            judgeMiddleware(subject, verdict);
        } else if (isAlb(subject)) {
            judgeAlb(subject, verdict);
        } else if (classOf(subject) === "traefik") {
            judgeTraefik(subject, verdict, { stack, secureEntryPoints: options.secureEntryPoints });
        } else {
            judgeNginx(subject, verdict);
        }
    },
    // Where Traefik listens, and what its middlewares do, an Ingress alone does not tell.
    cel: () => ({
        ingresses: {
            variables: { redirect: 'variables.annotations[?"alb.ingress.kubernetes.io/ssl-redirect"].orValue("")' },
            faults: `variables.class == "alb" ? (${CEL_ALB}) : variables.class == "traefik" ? [] : (${CEL_NGINX})`,
        },
    }),
});
