/** Ingresses as their controllers read them. */
import { at, fields, isFields, items, text, textOr, type Maybe } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import type { KubeSubject, Subject } from "./subject.ts";

export const INGRESS_TYPES = ["kubernetes:networking.k8s.io/*:Ingress", "kubernetes:extensions/*:Ingress"] as const;

const ALB = "alb.ingress.kubernetes.io/";

export function annotation(subject: Subject, name: string): Maybe<string> {
    return text(subject.notes[name]);
}

export function albAnnotation(subject: Subject, name: string): Maybe<string> {
    return annotation(subject, `${ALB}${name}`);
}

export function classOf(subject: Subject): Maybe<string> {
    return text(at(subject.props, "spec", "ingressClassName")) ?? annotation(subject, "kubernetes.io/ingress.class");
}

/** A load balancer of AWS, which takes its certificates from ACM and not from Secrets. */
export function isAlb(subject: Subject): boolean {
    return classOf(subject) === "alb";
}

/** cert-manager's own, there for a minute to answer a challenge that comes over http. */
export function isAcmeSolver(subject: KubeSubject): boolean {
    return textOr(at(subject.kube.labels, "acme.cert-manager.io/http01-solver")) === "true";
}

export interface TlsEntry {
    readonly path: string;
    readonly hosts: readonly unknown[] | typeof UNKNOWN;
    readonly secretName: Maybe<string>;
}

export function tlsEntries(subject: Subject): TlsEntry[] | typeof UNKNOWN {
    const written = at(subject.props, "spec", "tls");
    if (written === UNKNOWN) return UNKNOWN;
    return items(written).map((entry, index) => {
        const hosts = at(entry, "hosts");
        return {
            path: `spec.tls[${index}]`,
            hosts: hosts === UNKNOWN ? UNKNOWN : items(hosts),
            secretName: text(at(entry, "secretName")),
        };
    });
}

export interface RuleHost {
    readonly path: string;
    readonly host: Maybe<string>;
}

export function ruleHosts(subject: Subject): RuleHost[] {
    return items(at(subject.props, "spec", "rules")).map((rule, index) => ({
        path: `spec.rules[${index}].host`,
        host: text(at(rule, "host")),
    }));
}

/** A wildcard stands for exactly one label: *.example.com covers a.example.com, not a.b.example.com. */
export function coversHost(pattern: string, host: string): boolean {
    const [a, b] = [pattern.toLowerCase(), host.toLowerCase()];
    if (a === b) return true;
    if (!a.startsWith("*.")) return false;
    const dot = b.indexOf(".");
    return dot > 0 && !b.startsWith("*") && b.slice(dot) === a.slice(1);
}

export interface ListenPort {
    readonly protocol: string;
    readonly port: number;
}

/** undefined where the annotation is no such list. */
function parseListenPorts(written: string): ListenPort[] | undefined {
    let parsed: unknown;
    try {
        parsed = JSON.parse(written);
    } catch {
        return undefined;
    }
    if (!Array.isArray(parsed) || !parsed.every(isFields)) return undefined;
    return parsed.flatMap((entry) =>
        Object.entries(fields(entry)).map(([protocol, port]) => ({ protocol, port: Number(port) })),
    );
}

export interface Listening {
    readonly ports: readonly ListenPort[];
    readonly written: string;
}

/** What an ALB listens on: without the annotation, 443 if it has a certificate, else 80. */
export function listenPorts(subject: Subject): Listening | "invalid" | typeof UNKNOWN {
    const written = albAnnotation(subject, "listen-ports");
    if (written === UNKNOWN) return UNKNOWN;
    if (written === undefined || written === "") {
        const certificate = albAnnotation(subject, "certificate-arn");
        const ports =
            certificate === undefined || certificate === ""
                ? { protocol: "HTTP", port: 80 }
                : { protocol: "HTTPS", port: 443 };
        return { ports: [ports], written: "" };
    }
    const ports = parseListenPorts(written);
    return ports === undefined ? "invalid" : { ports, written };
}
