import { RELEASE } from "../model/helm.ts";
import type { Subject } from "../model/subject.ts";
import { isTraefikRelease, redirectsWeb, traefikTypes } from "../model/traefik.ts";
import { noOptions } from "../options.ts";
import { at, fields, isTrue, items, show, text } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { indent, specSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const GOOD_VERSIONS = new Set(["VersionTLS12", "VersionTLS13"]);
const OLD_VERSIONS = new Set(["VersionSSL30", "VersionTLS10", "VersionTLS11"]);
/** No forward secrecy, a broken cipher, or a mode that padding attacks are made for. */
const WEAK_CIPHER = /^TLS_RSA_|RC4|3DES|_CBC_|NULL|EXPORT|ANON|MD5/i;

function judgeOptions(path: string, options: unknown, verdict: Verdict, snippet: (fragment: string) => string): void {
    const minimum = text(at(options, "minVersion"));
    const maximum = text(at(options, "maxVersion"));
    const strict = at(options, "sniStrict");
    if (minimum === UNKNOWN) verdict.unknown(`${path}.minVersion`);
    else if (minimum === undefined || !GOOD_VERSIONS.has(minimum)) {
        const violation = {
            message: `${path}.minVersion is ${show(minimum)}; wanted is VersionTLS12 or VersionTLS13`,
            remedy: snippet("minVersion: VersionTLS12"),
        };
        if (minimum === undefined) verdict.missing(violation);
        else verdict.bad(violation);
    }
    if (maximum === UNKNOWN) verdict.unknown(`${path}.maxVersion`);
    else if (maximum !== undefined && OLD_VERSIONS.has(maximum))
        verdict.bad({ message: `${path}.maxVersion is ${show(maximum)}`, remedy: snippet("maxVersion: VersionTLS13") });
    if (strict === UNKNOWN) verdict.unknown(`${path}.sniStrict`);
    else if (!isTrue(strict))
        verdict.missing({
            message: `${path}.sniStrict is not on: an unknown name is served with the default certificate`,
            remedy: snippet("sniStrict: true"),
        });
    for (const cipher of items(at(options, "cipherSuites")).map(text)) {
        if (cipher === UNKNOWN) verdict.unknown(`${path}.cipherSuites`);
        else if (cipher !== undefined && WEAK_CIPHER.test(cipher))
            verdict.bad({
                message: `${path}.cipherSuites has the weak ${show(cipher)}`,
                remedy: snippet(
                    "cipherSuites:\n  - TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384\n  - TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                ),
            });
    }
}

function judgeRelease(subject: Subject, verdict: Verdict): void {
    const redirect = redirectsWeb(subject);
    if (redirect === UNKNOWN) verdict.unknown("values.ports.web");
    else if (!redirect)
        verdict.missing({
            message: "values.ports.web has no redirections: what comes by http is served by http",
            remedy: "ports:\n  web:\n    http:\n      redirections:\n        entryPoint: { to: websecure, scheme: https, permanent: true }",
        });
    for (const [name, options] of Object.entries(fields(at(subject.props, "values", "tlsOptions")))) {
        judgeOptions(
            `values.tlsOptions.${name}`,
            options,
            verdict,
            (fragment) => `tlsOptions:\n  ${name}:\n${indent(fragment, 4)}`,
        );
    }
}

function judgeTransport(subject: Subject, verdict: Verdict): void {
    const skip =
        at(subject.props, "spec", "insecureSkipVerify") ?? at(subject.props, "spec", "tls", "insecureSkipVerify");
    if (skip === UNKNOWN) verdict.unknown("spec.insecureSkipVerify");
    else if (isTrue(skip))
        verdict.bad({
            message: "spec.insecureSkipVerify is on: any server may answer for the backend",
            remedy: specSnippet("insecureSkipVerify: false\nrootCAs:\n  - secret: backend-ca"),
        });
}

export const rule = defineRule({
    name: "traefik-tls-options",
    title: "Traefik speaks TLS 1.2 or later, strictly",
    rationale: "One default for all routes decides what the oldest client may force on everybody.",
    levels: { dev: "disabled", staging: "advisory", prod: "mandatory" },
    options: noOptions,
    types: [...traefikTypes("TLSOption", "ServersTransport", "ServersTransportTCP"), RELEASE],
    check(subject, verdict) {
        if (subject.type === RELEASE) {
            if (isTraefikRelease(subject)) judgeRelease(subject, verdict);
        } else if (subject.kube?.kind === "TLSOption") {
            judgeOptions("spec", subject.props["spec"], verdict, specSnippet);
        } else {
            judgeTransport(subject, verdict);
        }
    },
});
