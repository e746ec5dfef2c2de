import { z } from "zod";
import { CHARTS, credentialOf, isLocal, RELEASE, repositoryOf } from "../model/helm.ts";
import { isSecretPath } from "../model/secretness.ts";
import type { Subject } from "../model/subject.ts";
import { flag, texts } from "../options.ts";
import { at, isPresent, isTrue, show, text } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { CHART_SOURCES } from "../shared/chart-sources.ts";
import { optionSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const RULE = "helm-release-source";
const ADDRESS = /^([a-z][a-z0-9+.-]*):\/\/([^/@]*@)?(.*)$/i;

/** Ways around TLS, as the SDK's versions and Helm itself spell them. */
const UNSAFE = ["insecureSkipTlsVerify", "insecureSkipTLSverify", "insecureSkipTLSVerify", "plainHttp"];
const HOLDERS: readonly (readonly string[])[] = [[], ["repositoryOpts"], ["fetchOpts"]];

/** A source at a boundary: ghcr.io/argoproj/argo-helm is no source of ghcr.io/argoproj/argo-helm-fork. */
function comesFrom(place: string, source: string): boolean {
    const wanted = source.toLowerCase().replace(/\/+$/, "");
    return place === wanted || place.startsWith(`${wanted}/`);
}

function judgeAddress(address: string, sources: readonly string[], verdict: Verdict): void {
    const [, scheme = "", credentials, rest = ""] = ADDRESS.exec(address) ?? [];
    if (credentials !== undefined)
        verdict.bad({
            message: `the chart comes from ${show(address)}: its credentials stand in the address, and so in every message about it`,
            remedy: 'repositoryOpts: { username: config.requireSecret("chartUser"), password: config.requireSecret("chartPassword") }',
        });
    if (!["https", "oci"].includes(scheme.toLowerCase())) {
        verdict.bad({
            message: `the chart comes from ${show(address)}; wanted is an address that starts with https:// or oci://`,
            remedy: "repositoryOpts: { repo: https://charts.example.com }   # or chart: oci://registry.example.com/charts/web",
        });
        return;
    }
    const place = rest.toLowerCase().replace(/\/+$/, "");
    if (!sources.some((source) => comesFrom(place, source)))
        verdict.bad({
            message: `the chart comes from ${show(address)}, which is no known source`,
            remedy: `${optionSnippet(RULE, `sources: [${place}]`)}   # replaces the list: add those still needed`,
        });
}

function judgeUnsafe(subject: Subject, verdict: Verdict): void {
    for (const holder of HOLDERS) {
        for (const name of UNSAFE) {
            const value = at(subject.props, ...holder, name);
            const path = [...holder, name].join(".");
            if (value === UNKNOWN) verdict.unknown(path);
            if (isTrue(value))
                verdict.bad({
                    message: `${path} is on: anybody on the way may hand out another chart`,
                    remedy: `${name}: false`,
                });
        }
    }
}

function judgeCredentials(subject: Subject, verdict: Verdict): void {
    for (const field of ["username", "password"] as const) {
        const value = credentialOf(subject, field);
        const paths = ["repositoryOpts", "fetchOpts"].map((holder) => `${holder}.${field}`);
        // What is not known yet is no literal.
        if (value === UNKNOWN || !isPresent(value) || paths.some((path) => isSecretPath(subject.resource, path)))
            continue;
        verdict.bad({
            message: `repositoryOpts.${field} is a literal; wanted is a secret of the stack's config`,
            remedy: `repositoryOpts: { ${field}: config.requireSecret("chart${field === "username" ? "User" : "Password"}") }`,
        });
    }
}

export const rule = defineRule({
    name: RULE,
    title: "Charts come from their makers, over TLS",
    rationale: "A chart runs with all rights of whoever installs it: where it comes from is who may do that.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: () =>
        z.strictObject({
            /** Host, or host and path, of each source that charts may come from; a mirror of the stack belongs here. */
            sources: texts.default([...CHART_SOURCES]),
            /** Whether a chart without verified provenance is an advisory finding. */
            verify: flag.default(false),
        }),
    types: [RELEASE, ...CHARTS],
    check(subject, verdict, { options }) {
        judgeUnsafe(subject, verdict);
        judgeCredentials(subject, verdict);
        if (isLocal(subject)) return;
        const chart = text(at(subject.props, "chart"));
        const address = typeof chart === "string" && ADDRESS.test(chart) ? chart : repositoryOf(subject);
        if (chart === UNKNOWN) verdict.unknown("chart");
        if (address === UNKNOWN) verdict.unknown("repositoryOpts.repo");
        else if (address !== undefined) judgeAddress(address, options.sources, verdict);
        else if (chart !== UNKNOWN)
            verdict.bad({
                message: `repositoryOpts.repo is not set: ${show(chart)} is looked up in what that machine has added to Helm`,
                remedy: "repositoryOpts: { repo: https://charts.example.com }",
            });
        if (options.verify && !(isTrue(at(subject.props, "verify")) && isPresent(at(subject.props, "keyring"))))
            verdict.bad({
                message: "verify and keyring are not both set: the chart's signature is not looked at",
                remedy: "verify: true\nkeyring: ./keys/charts.gpg",
                level: "advisory",
            });
    },
});
