/** cert-manager's Certificates, by the Secret they write. */
import { at, items, text, textOr } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import { inSameNamespace, namespaceKey } from "./namespace.ts";
import { derived, type Stack } from "./stack.ts";
import type { KubeSubject, Subject } from "./subject.ts";

export const CERTIFICATE = "kubernetes:cert-manager.io/*:Certificate";
export const ISSUERS = ["kubernetes:cert-manager.io/*:Issuer", "kubernetes:cert-manager.io/*:ClusterIssuer"] as const;

export type Names = readonly string[] | typeof UNKNOWN;

/** The names a Certificate is for. */
export function namesOf(certificate: Subject): Names {
    const spec = certificate.props["spec"];
    const all = [text(at(spec, "commonName")), ...items(at(spec, "dnsNames")).map(text)];
    if (at(spec, "dnsNames") === UNKNOWN || all.includes(UNKNOWN)) return UNKNOWN;
    return all.filter((name) => typeof name === "string");
}

/** Certificates of the subject's namespace that write this Secret. */
export function certificatesFor(stack: Stack, subject: KubeSubject, secretName: string): readonly KubeSubject[] {
    return inSameNamespace(stack, CERTIFICATE, subject).filter(
        (certificate) => textOr(at(certificate.props, "spec", "secretName")) === secretName,
    );
}

/** By kind, name and place, which for a ClusterIssuer is the whole site. */
function issuerKey(stack: Stack, subject: KubeSubject, kind: string, name: unknown): string {
    const place = kind === "ClusterIssuer" ? stack.siteOf(subject) : (namespaceKey(stack, subject) ?? "");
    return `${kind} ${textOr(name)} ${place}`;
}

function wantedIssuer(stack: Stack, certificate: KubeSubject): string {
    const reference = at(certificate.props, "spec", "issuerRef");
    return issuerKey(stack, certificate, textOr(at(reference, "kind"), "Issuer"), at(reference, "name"));
}

const ownKey = (stack: Stack, issuer: KubeSubject): string =>
    issuerKey(stack, issuer, issuer.kube.kind, issuer.kube.name);

const issuers = derived((stack: Stack) => {
    const all = ISSUERS.flatMap((type) => stack.objects(type));
    return new Map(all.map((issuer) => [ownKey(stack, issuer), issuer]));
});

const certificatesByIssuer = derived((stack: Stack) =>
    Map.groupBy(stack.objects(CERTIFICATE), (certificate) => wantedIssuer(stack, certificate)),
);

export function issuerOf(stack: Stack, certificate: KubeSubject): KubeSubject | undefined {
    return issuers(stack).get(wantedIssuer(stack, certificate));
}

export function issuedBy(stack: Stack, issuer: KubeSubject): readonly KubeSubject[] {
    return certificatesByIssuer(stack).get(ownKey(stack, issuer)) ?? [];
}
