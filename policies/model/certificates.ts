/** cert-manager's Certificates, by the Secret they write. */
import { at, items, text, textOr } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import { inSameNamespace } from "./namespace.ts";
import type { Stack } from "./stack.ts";
import type { KubeSubject, Subject } from "./subject.ts";

export const CERTIFICATE = "kubernetes:cert-manager.io/*:Certificate";

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
