/** Services and ports behind an Ingress, in the form of today and in that of the betas. */
import type { KubeSubject } from "../model/subject.ts";
import { at, isPresent, items, show, text } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import type { Resolver } from "./resolver.ts";

interface Backend {
    readonly value: unknown;
    readonly path: string;
}

function backendsOf({ props }: KubeSubject): Backend[] {
    const spec = at(props, "spec");
    const paths = items(at(spec, "rules")).flatMap((rule, index) =>
        items(at(rule, "http", "paths")).map((each, place) => ({
            value: at(each, "backend"),
            path: `spec.rules[${index}].http.paths[${place}].backend`,
        })),
    );
    const defaults = ["defaultBackend", "backend"].map((field) => ({ value: at(spec, field), path: `spec.${field}` }));
    return [...defaults.filter(({ value }) => value !== undefined), ...paths];
}

function isOfBeta({ type }: KubeSubject): boolean {
    return type.includes("/v1beta1:");
}

type Answer = "yes" | "no" | "unknown";

function hasPort(service: KubeSubject, port: unknown): Answer {
    const ports = at(service.props, "spec", "ports");
    const wanted = text(port);
    if (ports === UNKNOWN || wanted === UNKNOWN) return "unknown";
    const known = items(ports).flatMap((each) => [text(at(each, "port")), text(at(each, "name"))]);
    return known.includes(wanted) ? "yes" : known.includes(UNKNOWN) ? "unknown" : "no";
}

function judgePort({ verdict }: Resolver, service: KubeSubject, port: unknown, path: string): void {
    const has = hasPort(service, port);
    if (has === "unknown") verdict.unknown(path);
    if (has === "no")
        verdict.bad({
            message: `${path} is ${show(port)}, which is no port of the Service`,
            remedy: "port: { name: http }   # a name or number among the Service's ports",
        });
}

function judgeBackend(resolver: Resolver, { value, path }: Backend): void {
    const beta = isOfBeta(resolver.subject);
    const name = beta ? at(value, "serviceName") : at(value, "service", "name");
    if (value === UNKNOWN) {
        resolver.verdict.unknown(path);
        return;
    }
    if (!isPresent(name)) {
        if (!isPresent(at(value, "resource")))
            resolver.verdict.bad({
                message: `${path} names neither a Service nor a resource`,
                remedy: "backend:\n  service: { name: web, port: { name: http } }",
            });
        return;
    }
    const where = beta ? `${path}.serviceName` : `${path}.service.name`;
    const port = beta
        ? at(value, "servicePort")
        : (at(value, "service", "port", "name") ?? at(value, "service", "port", "number"));
    // An action of the load balancer, written in an annotation, stands where a Service would.
    if (port === "use-annotation") return;
    const service = resolver.object("Service", name, where);
    if (service !== undefined)
        judgePort(resolver, service, port, beta ? `${path}.servicePort` : `${path}.service.port`);
}

export function judgeIngress(resolver: Resolver): void {
    for (const backend of backendsOf(resolver.subject)) judgeBackend(resolver, backend);
}
