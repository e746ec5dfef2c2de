import {
    INGRESS_TYPES,
    classOf,
    coversHost,
    isAcmeSolver,
    isAlb,
    ruleHosts,
    tlsEntries,
    type TlsEntry,
} from "../model/ingress.ts";
import { derived, type Stack } from "../model/stack.ts";
import { isKube, type KubeSubject, type Subject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { show, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { nameOf, specSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

interface Claim {
    readonly subject: Subject;
    readonly secret: string;
}

function claimKey(stack: Stack, subject: Subject, host: string): string {
    return [stack.siteOf(subject), textOr(classOf(subject)), host.toLowerCase()].join(" ");
}

/** Who shows which certificate for a host; two controllers do not get into each other's way. */
const claims = derived((stack: Stack) => {
    const found = new Map<string, Claim[]>();
    for (const subject of INGRESS_TYPES.flatMap((type) => stack.objects(type))) {
        const tls = tlsEntries(subject);
        for (const { hosts, secretName } of tls === UNKNOWN ? [] : tls) {
            if (hosts === UNKNOWN || typeof secretName !== "string") continue;
            for (const host of hosts.filter((each) => typeof each === "string")) {
                const key = claimKey(stack, subject, host);
                found.set(key, [
                    ...(found.get(key) ?? []),
                    { subject, secret: `${textOr(subject.kube.namespace)}/${secretName}` },
                ]);
            }
        }
    }
    return found;
});

function judgeCoverage(subject: KubeSubject, tls: readonly TlsEntry[], verdict: Verdict): void {
    const covered = tls.flatMap((entry) => (entry.hosts === UNKNOWN ? [UNKNOWN] : entry.hosts));
    const patterns = covered.filter((host) => typeof host === "string");
    const hosts = ruleHosts(subject);
    for (const { host, path } of hosts) {
        if (host === UNKNOWN) verdict.unknown(path);
        if (typeof host !== "string" || host === "" || patterns.some((pattern) => coversHost(pattern, host))) continue;
        if (covered.includes(UNKNOWN)) {
            verdict.unknown("spec.tls");
            continue;
        }
        verdict.missing({
            message: `${path} ${show(host)} is not among the hosts of spec.tls (${patterns.map(show).join(", ") || "none"}); a wildcard covers one label`,
            remedy: specSnippet(
                `tls:\n  - hosts: [${JSON.stringify(host)}]\n    secretName: ${textOr(tls[0]?.secretName, "tls")}`,
            ),
        });
    }
    judgeSuperfluous(
        subject,
        hosts.map((each) => each.host),
        patterns,
        verdict,
    );
}

function judgeSuperfluous(
    subject: KubeSubject,
    hosts: readonly unknown[],
    patterns: readonly string[],
    verdict: Verdict,
): void {
    // A rule without a host takes every host, a patch may leave its rules out.
    if (subject.kube.patch || hosts.some((host) => typeof host !== "string")) return;
    for (const pattern of patterns) {
        if (hosts.some((host) => typeof host === "string" && coversHost(pattern, host))) continue;
        verdict.bad({
            message: `spec.tls names the host ${show(pattern)}, for which there is no rule`,
            remedy: specSnippet(`rules:\n  - host: ${JSON.stringify(pattern)}   # or take it out of spec.tls`),
        });
    }
}

function judgeClaims(stack: Stack, subject: KubeSubject, tls: readonly TlsEntry[], verdict: Verdict): void {
    for (const { hosts, secretName, path } of tls) {
        if (hosts === UNKNOWN || typeof secretName !== "string") continue;
        const own = `${textOr(subject.kube.namespace)}/${secretName}`;
        for (const host of hosts.filter((each) => typeof each === "string")) {
            const other = claims(stack)
                .get(claimKey(stack, subject, host))
                ?.find((claim) => claim.secret !== own);
            if (other === undefined) continue;
            verdict.bad({
                message: `${path} shows ${own} for ${show(host)}, but ${nameOf(other.subject)} shows ${other.secret}; which one wins is chance`,
                remedy: specSnippet(
                    `tls:\n  - hosts: [${JSON.stringify(host)}]\n    secretName: ${secretName}   # the same in both`,
                ),
            });
        }
    }
}

/** As coversHost. */
const celCovers = (pattern: string, host: string): string =>
    `(${pattern} == ${host} || (${pattern}.startsWith("*.") && !${host}.startsWith("*") && ${host}.indexOf(".") > 0 && ${host}.substring(${host}.indexOf(".")) == ${pattern}.substring(1)))`;

/** Which certificate another Ingress shows is for the program's own to say. */
const CEL = [
    'variables.tls.filter(t, size(t.?hosts.orValue([])) == 0).map(t, "an entry of spec.tls names no hosts")',
    `variables.rules.filter(r, r.?host.orValue("") != "" && !variables.tls.exists(t, t.?hosts.orValue([]).exists(p, ${celCovers("p", "r.host")})))` +
        '.map(r, "the host " + r.host + " is not among the hosts of spec.tls; a wildcard covers one label")',
    `!variables.rules.all(r, has(r.host)) ? [] : variables.tls.map(t, t.?hosts.orValue([]).filter(p, !variables.rules.exists(r, ${celCovers("p", "r.host")}))` +
        '.map(p, "spec.tls names the host " + p + ", for which there is no rule").join("; ")).filter(text, text != "")',
];

export const rule = defineRule({
    name: "k8s-ingress-tls-hosts",
    title: "Every host of an Ingress has its certificate",
    rationale: "A host that no entry covers is served with a certificate that browsers refuse.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    joins: () => true,
    types: INGRESS_TYPES,
    check(subject, verdict, { stack }) {
        if (!isKube(subject) || isAcmeSolver(subject)) return;
        const tls = tlsEntries(subject);
        if (tls === UNKNOWN) verdict.unknown("spec.tls");
        // Without an entry there is nothing to compare: k8s-ingress-tls speaks; an ALB finds its certificates itself.
        if (tls === UNKNOWN || tls.length === 0 || isAlb(subject)) return;
        for (const entry of tls) {
            if (entry.hosts !== UNKNOWN && entry.hosts.length === 0)
                verdict.bad({
                    message: `${entry.path} names no hosts, so it is for none in particular`,
                    remedy: specSnippet(
                        `tls:\n  - hosts: ["www.example.com"]\n    secretName: ${textOr(entry.secretName, "tls")}`,
                    ),
                });
        }
        judgeCoverage(subject, tls, verdict);
        judgeClaims(stack, subject, tls, verdict);
    },
    cel: () => ({
        ingresses: {
            faults: `variables.class == "alb" || size(variables.tls) == 0 ? [] : ${CEL.map((list) => `(${list})`).join(" + ")}`,
        },
    }),
});
