import { z } from "zod";
import { CERTIFICATE, ISSUERS, issuedBy, issuerOf, namesOf } from "../model/certificates.ts";
import { durationSeconds } from "../model/duration.ts";
import { INGRESS_TYPES, coversHost, tlsEntries } from "../model/ingress.ts";
import { inSameNamespace } from "../model/namespace.ts";
import type { Stack } from "../model/stack.ts";
import { isKube, type KubeSubject } from "../model/subject.ts";
import { number } from "../options.ts";
import { at, count, isPresent, isTrue, show, text, textOr, type Maybe } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { nameOf, specSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;
const DEFAULT_DURATION = 90 * DAY;
/** What a renewal that fails at first still has, whatever the duration. */
const ENOUGH_AHEAD = 15 * DAY;

interface Limits {
    readonly maxHours: number;
    readonly maxCaHours: number;
    readonly maxInternalHours: number;
    readonly minRsaBits: number;
}

function readDuration(subject: KubeSubject, field: string, verdict: Verdict): Maybe<number> {
    const written = text(at(subject.props, "spec", field));
    if (written === UNKNOWN) verdict.unknown(`spec.${field}`);
    if (written === UNKNOWN || written === undefined) return written;
    const seconds = durationSeconds(written);
    if (seconds !== undefined) return seconds;
    verdict.bad({
        message: `spec.${field} is ${show(written)}; wanted is a duration such as 2160h`,
        remedy: specSnippet(`${field}: 2160h`),
    });
    return UNKNOWN;
}

function hours(seconds: number): string {
    return `${Math.round(seconds / HOUR)}h`;
}

/**
 * Longest life. What an own authority signs for servers inside is trusted by nobody else, and many a server reads its
 * certificate only when it starts; what an Ingress shows is the world's.
 */
function maxHours(stack: Stack, subject: KubeSubject, limits: Limits): number {
    if (isTrue(at(subject.props, "spec", "isCA"))) return limits.maxCaHours;
    const issuer = issuerOf(stack, subject);
    const internal = issuer !== undefined && isPresent(at(issuer.props, "spec", "ca"));
    const secret = textOr(at(subject.props, "spec", "secretName"));
    const shown = INGRESS_TYPES.flatMap((type) => inSameNamespace(stack, type, subject)).some((ingress) => {
        const tls = tlsEntries(ingress);
        return tls === UNKNOWN || tls.some((entry) => entry.secretName === secret);
    });
    return internal && !shown ? limits.maxInternalHours : limits.maxHours;
}

/**
 * An ACME authority decides itself how long a certificate lives: cert-manager asks for a duration only where the issuer
 * says so (enableDurationFeature), and Let's Encrypt refuses to be asked. An issuer of elsewhere is known by its name.
 */
function isDecidedByAuthority(stack: Stack, subject: KubeSubject): boolean {
    const issuer = issuerOf(stack, subject);
    if (issuer === undefined) return /lets-?encrypt/i.test(textOr(at(subject.props, "spec", "issuerRef", "name")));
    const acme = at(issuer.props, "spec", "acme");
    return isPresent(acme) && !isTrue(at(acme, "enableDurationFeature"));
}

function judgeTimes(stack: Stack, subject: KubeSubject, limits: Limits, verdict: Verdict): void {
    const duration = readDuration(subject, "duration", verdict) ?? DEFAULT_DURATION;
    const before = readDuration(subject, "renewBefore", verdict);
    if (duration === UNKNOWN) return;
    const most = maxHours(stack, subject, limits) * HOUR;
    if (duration > most && !isDecidedByAuthority(stack, subject))
        verdict.bad({
            message: `spec.duration is ${hours(duration)}, allowed is at most ${hours(most)}`,
            remedy: specSnippet(`duration: ${hours(Math.min(DEFAULT_DURATION, most))}`),
        });
    const percentage = count(at(subject.props, "spec", "renewBeforePercentage"));
    const ahead = typeof percentage === "number" ? (duration * percentage) / 100 : before;
    if (typeof ahead !== "number") return;
    const wanted = Math.min(duration / 3, ENOUGH_AHEAD);
    if (ahead >= duration)
        verdict.bad({
            message: `spec.renewBefore is ${hours(ahead)} of a duration of ${hours(duration)}: it would be renewed without end`,
            remedy: specSnippet(`renewBefore: ${hours(duration / 3)}`),
        });
    else if (ahead < wanted)
        verdict.bad({
            message: `spec.renewBefore is ${hours(ahead)}; wanted is at least ${hours(wanted)} of ${hours(duration)}, to notice a renewal that fails`,
            remedy: specSnippet(`renewBefore: ${hours(duration / 3)}`),
        });
}

function judgeKey(subject: KubeSubject, limits: Limits, verdict: Verdict): void {
    const key = at(subject.props, "spec", "privateKey");
    const policy = text(at(key, "rotationPolicy"));
    const size = count(at(key, "size"));
    if (policy === UNKNOWN) verdict.unknown("spec.privateKey.rotationPolicy");
    // Without it cert-manager makes a new key each time.
    else if (policy !== undefined && policy !== "Always")
        verdict.bad({
            message: `spec.privateKey.rotationPolicy is ${show(policy)}; wanted is "Always"`,
            remedy: specSnippet("privateKey:\n  rotationPolicy: Always"),
        });
    if (size === UNKNOWN) verdict.unknown("spec.privateKey.size");
    else if (size !== undefined && textOr(at(key, "algorithm"), "RSA") === "RSA" && size < limits.minRsaBits)
        verdict.bad({
            message: `spec.privateKey.size is ${size}; an RSA key has at least ${limits.minRsaBits} bits`,
            remedy: specSnippet("privateKey:\n  algorithm: ECDSA\n  size: 256"),
        });
}

/** The hosts for which Ingresses show the Secret that this Certificate writes. */
function judgeNames(stack: Stack, subject: KubeSubject, verdict: Verdict): void {
    const secret = textOr(at(subject.props, "spec", "secretName"));
    const names = namesOf(subject);
    for (const ingress of INGRESS_TYPES.flatMap((type) => inSameNamespace(stack, type, subject))) {
        const tls = tlsEntries(ingress);
        for (const entry of tls === UNKNOWN ? [] : tls) {
            if (entry.secretName !== secret || entry.hosts === UNKNOWN) continue;
            for (const host of entry.hosts.filter((each) => typeof each === "string")) {
                if (names === UNKNOWN) verdict.unknown("spec.dnsNames");
                else if (!names.some((name) => coversHost(name, host)))
                    verdict.bad({
                        message: `spec.dnsNames lacks ${show(host)}, for which ${nameOf(ingress)} shows this certificate`,
                        remedy: specSnippet(
                            `dnsNames: [${[...names, host].map((each) => JSON.stringify(each)).join(", ")}]`,
                        ),
                    });
            }
        }
    }
}

/** A self-signed issuer may make the root of an own authority, and nothing else. */
function judgeIssuer(stack: Stack, subject: KubeSubject, verdict: Verdict): void {
    const server = text(at(subject.props, "spec", "acme", "server"));
    if (server === UNKNOWN) verdict.unknown("spec.acme.server");
    else if (server !== undefined && /staging/i.test(server))
        verdict.bad({
            message: `spec.acme.server is ${show(server)}, whose certificates no browser accepts`,
            remedy: specSnippet("acme:\n  server: https://acme-v02.api.letsencrypt.org/directory"),
        });
    if (!isPresent(at(subject.props, "spec", "selfSigned"))) return;
    const issued = issuedBy(stack, subject);
    const leaf = issued.find((certificate) => !isTrue(at(certificate.props, "spec", "isCA")));
    if (leaf === undefined && issued.length > 0) return;
    const by = leaf === undefined ? "by which nothing here is made" : `which makes ${nameOf(leaf)}`;
    verdict.bad({
        message: `spec.selfSigned in production is for the root of an own authority (isCA: true) only, not for an issuer ${by}`,
        remedy: specSnippet("ca:\n  secretName: root-ca   # of a Certificate with isCA: true"),
    });
}

export const rule = defineRule({
    name: "cert-manager-renewal",
    title: "Certificates are renewed in time, with new keys",
    rationale: "An expired certificate is an outage of everything behind it, at an hour that was known for months.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: () =>
        z.strictObject({
            /** Longest life of a certificate. */
            maxHours: number.default(2400),
            /** Longest life of an authority's own certificate. */
            maxCaHours: number.default(87_660),
            /** Longest life of what an own authority signs for servers inside: a year. */
            maxInternalHours: number.default(8784),
            /** Least size of an RSA key. */
            minRsaBits: number.default(2048),
        }),
    joins: () => true,
    types: [CERTIFICATE, ...ISSUERS],
    check(subject, verdict, { stack, tier, options }) {
        if (!isKube(subject)) return;
        if (subject.kube.kind !== "Certificate") {
            if (tier === "prod") judgeIssuer(stack, subject, verdict);
            return;
        }
        judgeTimes(stack, subject, options, verdict);
        judgeKey(subject, options, verdict);
        judgeNames(stack, subject, verdict);
    },
});
