import { z } from "zod";
import { certificatesFor, namesOf, type Names } from "../model/certificates.ts";
import { coversHost } from "../model/ingress.ts";
import type { Stack } from "../model/stack.ts";
import { isKube, type KubeSubject } from "../model/subject.ts";
import { entryPointRedirects, exposesEntryPoint, redirectsToHttps, traefikTypes } from "../model/traefik.ts";
import { texts } from "../options.ts";
import { at, fields, isFields, isTrue, items, show, text, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { specSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const TLS_REMEDY = specSnippet("entryPoints: [websecure]\ntls:\n  secretName: www-tls");

/** The hosts of a match such as Host(`a.example.com`, `b.example.com`) && PathPrefix(`/x`). */
function hostsIn(match: string): string[] {
    const calls = match.matchAll(/\bHost(?:SNI)?\(([^)]*)\)/g);
    return [...calls].flatMap(([, list = ""]) =>
        [...list.matchAll(/[`"']([^`"']+)[`"']/g)].map(([, host = ""]) => host),
    );
}

function routesOf(subject: KubeSubject): readonly unknown[] {
    return items(at(subject.props, "spec", "routes"));
}

function redirects(stack: Stack, subject: KubeSubject, route: unknown): boolean {
    return items(at(route, "middlewares")).some((reference) => {
        const name = textOr(at(reference, "name"));
        const namespace = textOr(at(reference, "namespace"), textOr(subject.kube.namespace));
        return traefikTypes("Middleware")
            .flatMap((type) => stack.objects(type))
            .some(
                (middleware) =>
                    middleware.kube.name === name &&
                    middleware.kube.namespace === namespace &&
                    stack.siteOf(middleware) === stack.siteOf(subject) &&
                    redirectsToHttps(middleware),
            );
    });
}

/** Whether everything that comes in by an entry point without TLS is only sent away. */
function onlyRedirects(stack: Stack, subject: KubeSubject): boolean {
    const routes = routesOf(subject);
    return routes.length > 0 && routes.every((route) => redirects(stack, subject, route));
}

type Entry = "secure" | "internal" | "open" | "unknown";

interface EntryPoints {
    readonly secureEntryPoints: readonly string[];
    readonly internalEntryPoints: readonly string[];
}

function entryOf(subject: KubeSubject, options: EntryPoints, verdict: Verdict): Entry {
    const written = at(subject.props, "spec", "entryPoints");
    const names = items(written).map(text);
    if (written === UNKNOWN || names.includes(UNKNOWN)) {
        verdict.unknown("spec.entryPoints");
        return "unknown";
    }
    const allIn = (list: readonly string[]): boolean =>
        names.length > 0 && names.every((name) => typeof name === "string" && list.includes(name));
    if (allIn(options.internalEntryPoints)) return "internal";
    return allIn(options.secureEntryPoints) ? "secure" : "open";
}

function defaultStoreExists(stack: Stack, subject: KubeSubject): boolean {
    return traefikTypes("TLSStore")
        .flatMap((type) => stack.objects(type))
        .some((store) => store.kube.name === "default" && stack.siteOf(store) === stack.siteOf(subject));
}

function judgeTls(stack: Stack, subject: KubeSubject, verdict: Verdict): void {
    const tls = at(subject.props, "spec", "tls");
    if (tls === UNKNOWN) {
        verdict.unknown("spec.tls");
    } else if (!isFields(tls)) {
        verdict.missing({ message: "spec.tls is not set: the route is served without TLS", remedy: TLS_REMEDY });
    } else if (isTrue(tls["passthrough"])) {
        return;
    } else if (["secretName", "certResolver", "store"].every((field) => at(tls, field) === undefined)) {
        if (defaultStoreExists(stack, subject)) return;
        verdict.missing({
            message:
                "spec.tls names no secretName, certResolver or store, and there is no default TLSStore: a self-signed certificate is shown",
            remedy: TLS_REMEDY,
        });
    } else {
        judgeHosts(stack, subject, fields(tls), verdict);
    }
}

/** The names that the route's certificate is known to have; undefined where nothing tells. */
function certifiedNames(stack: Stack, subject: KubeSubject, tls: unknown): Names | undefined {
    const domains = items(at(tls, "domains"));
    if (domains.length > 0) {
        const names = domains.flatMap((domain) => [at(domain, "main"), ...items(at(domain, "sans"))]).map(text);
        return names.includes(UNKNOWN) ? UNKNOWN : names.filter((name) => typeof name === "string");
    }
    const secret = text(at(tls, "secretName"));
    const certificates = typeof secret === "string" ? certificatesFor(stack, subject, secret) : [];
    if (certificates.length === 0) return undefined;
    const names = certificates.map(namesOf);
    return names.includes(UNKNOWN) ? UNKNOWN : names.flatMap((each) => (each === UNKNOWN ? [] : each));
}

function judgeHosts(stack: Stack, subject: KubeSubject, tls: unknown, verdict: Verdict): void {
    const names = certifiedNames(stack, subject, tls);
    if (names === undefined) return;
    for (const [index, route] of routesOf(subject).entries()) {
        const match = text(at(route, "match"));
        if (match === UNKNOWN || names === UNKNOWN) {
            verdict.unknown(match === UNKNOWN ? `spec.routes[${index}].match` : "spec.tls");
            continue;
        }
        for (const host of hostsIn(match ?? "")) {
            if (host === "*" || names.some((name) => coversHost(name, host))) continue;
            verdict.bad({
                message: `spec.routes[${index}] serves ${show(host)}, and the certificate is for ${names.map(show).join(", ")}`,
                remedy: `dnsNames: [${JSON.stringify(host)}]   # of the Certificate`,
            });
        }
    }
}

function exposesInternal(stack: Stack, subject: KubeSubject, entryPoints: readonly string[]): boolean {
    return entryPoints.some((name) => exposesEntryPoint(stack, subject, name));
}

export const rule = defineRule({
    name: "traefik-route-tls",
    title: "Traefik's routes are served over TLS",
    rationale: "An IngressRoute without tls is plain http, whatever the entry point is called.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: () =>
        z.strictObject({
            /** Entry points that speak TLS only. */
            secureEntryPoints: texts.default(["websecure"]),
            /** Entry points that no Service leads to: only a port-forward does, through the API server's TLS. */
            internalEntryPoints: texts.default(["traefik"]),
        }),
    joins: () => true,
    types: traefikTypes("IngressRoute", "IngressRouteTCP"),
    check(subject, verdict, { stack, options }) {
        if (!isKube(subject)) return;
        const entry = entryOf(subject, options, verdict);
        if (entry === "internal" && !exposesInternal(stack, subject, options.internalEntryPoints)) return;
        if (entry === "open" || entry === "internal") {
            if (onlyRedirects(stack, subject)) return;
            if (!entryPointRedirects(stack, subject)) {
                const found = items(at(subject.props, "spec", "entryPoints"))
                    .map(show)
                    .join(", ");
                const violation = {
                    message: `spec.entryPoints is ${found === "" ? "empty, which means all" : found}; wanted is ${options.secureEntryPoints.map(show).join(", ")}, or a redirectScheme middleware on every route`,
                    remedy: TLS_REMEDY,
                };
                if (found === "") verdict.missing(violation);
                else verdict.bad(violation);
            }
        }
        judgeTls(stack, subject, verdict);
    },
});
