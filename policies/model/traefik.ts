/** What Traefik's own release says about its entry points. */
import { at, fields, isPresent, isTrue, textOr } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import { RELEASE } from "./helm.ts";
import type { Stack } from "./stack.ts";
import type { Subject } from "./subject.ts";

export function isTraefikRelease(subject: Subject): boolean {
    return /(^|\/)traefik$/.test(textOr(subject.props["chart"]));
}

/** Whether the chart's values send everything that comes in by http to https. */
export function redirectsWeb(release: Subject): boolean | typeof UNKNOWN {
    const web = at(release.props, "values", "ports", "web");
    const places = [
        at(web, "http", "redirections", "entryPoint", "to"),
        at(web, "redirections", "entryPoint", "to"),
        at(web, "redirectTo", "port"),
    ];
    if (places.some((place) => place !== UNKNOWN && isPresent(place))) return true;
    return places.includes(UNKNOWN) ? UNKNOWN : false;
}

export function entryPointRedirects(stack: Stack, subject: Subject): boolean {
    return stack
        .of(RELEASE)
        .some(
            (release) =>
                isTraefikRelease(release) &&
                stack.siteOf(release) === stack.siteOf(subject) &&
                redirectsWeb(release) === true,
        );
}

/** Whether the chart's values put the entry point into a Service. */
export function exposesEntryPoint(stack: Stack, subject: Subject, name: string): boolean {
    return stack
        .of(RELEASE)
        .some(
            (release) =>
                isTraefikRelease(release) &&
                stack.siteOf(release) === stack.siteOf(subject) &&
                Object.values(fields(at(release.props, "values", "ports", name, "expose"))).some(isTrue),
        );
}

const TRAEFIK_GROUPS = ["kubernetes:traefik.io/*", "kubernetes:traefik.containo.us/*"] as const;

export function traefikTypes(...kinds: readonly string[]): string[] {
    return TRAEFIK_GROUPS.flatMap((group) => kinds.map((kind) => `${group}:${kind}`));
}

/** A Middleware that sends http to https. */
export function redirectsToHttps(middleware: Subject): boolean {
    const redirect = at(middleware.props, "spec", "redirectScheme");
    return textOr(at(redirect, "scheme")).toLowerCase() === "https";
}
