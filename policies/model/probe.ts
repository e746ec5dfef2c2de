/** Probes as the kubelet reads them: defaults filled in, named ports resolved. */
import { at, count, isFields, isPresent, items, text, textOr, type Fields, type Maybe } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import type { Container } from "./container.ts";

export type ProbeName = "livenessProbe" | "readinessProbe" | "startupProbe";
export const PROBES: readonly ProbeName[] = ["livenessProbe", "readinessProbe", "startupProbe"];

const HANDLERS = ["httpGet", "tcpSocket", "exec", "grpc"] as const;
export type Handler = (typeof HANDLERS)[number];

const DEFAULTS = {
    failureThreshold: 3,
    initialDelaySeconds: 0,
    periodSeconds: 10,
    successThreshold: 1,
    timeoutSeconds: 1,
} as const;
export type ProbeNumber = keyof typeof DEFAULTS;

export interface Probe {
    readonly name: ProbeName;
    readonly fields: Fields;
    readonly path: string;
    readonly handlers: readonly Handler[];
    number(field: ProbeNumber): number | typeof UNKNOWN;
}

/** The probe; UNKNOWN where it is not known whether there is one, or what is in it. */
export function probeOf(container: Container, name: ProbeName): Maybe<Probe> {
    const written = container.fields[name];
    if (written === UNKNOWN) return UNKNOWN;
    if (!isFields(written)) return undefined;
    return {
        name,
        fields: written,
        path: `${container.path}.${name}`,
        handlers: HANDLERS.filter((handler) => isPresent(written[handler])),
        number(field) {
            const value = count(written[field]);
            // Zero means "the default" for all but the delay, where it is the default.
            return value === UNKNOWN ? UNKNOWN : value === undefined || value === 0 ? DEFAULTS[field] : value;
        },
    };
}

/** Those probes of a container that are there and known. */
export function probesOf(container: Container, names: readonly ProbeName[] = PROBES): Probe[] {
    return names.flatMap((name) => {
        const probe = probeOf(container, name);
        return probe === undefined || probe === UNKNOWN ? [] : [probe];
    });
}

/** Seconds of failing before the kubelet acts. */
export function toleranceOf(probe: Probe): number | typeof UNKNOWN {
    const threshold = probe.number("failureThreshold");
    const period = probe.number("periodSeconds");
    return threshold === UNKNOWN || period === UNKNOWN ? UNKNOWN : threshold * period;
}

export interface Port {
    readonly name: Maybe<string>;
    readonly number: Maybe<number>;
}

export function portsOf(container: Container): Port[] {
    return items(container.fields["ports"]).map((port) => ({
        name: text(at(port, "name")),
        number: count(at(port, "containerPort")),
    }));
}

/** The port a handler asks, by number where the container's ports tell it. */
function resolvedPort(container: Container, port: unknown): string {
    const named = portsOf(container).find((each) => each.name === port);
    return typeof named?.number === "number" ? String(named.number) : textOr(port);
}

/** A text that is equal for two probes that ask the same thing; undefined where that is not known. */
function questionOf(container: Container, probe: Probe): string | undefined {
    const [handler] = probe.handlers;
    if (handler === undefined) return undefined;
    const how = probe.fields[handler];
    if (how === UNKNOWN || Object.values(isFields(how) ? how : {}).includes(UNKNOWN)) return undefined;
    const port = resolvedPort(container, at(how, "port"));
    switch (handler) {
        case "httpGet":
            return [
                handler,
                textOr(at(how, "scheme"), "HTTP").toUpperCase(),
                port,
                textOr(at(how, "path"), "/"),
                JSON.stringify(at(how, "httpHeaders") ?? []),
            ].join(" ");
        case "tcpSocket":
            return `${handler} ${port}`;
        case "grpc":
            return `${handler} ${port} ${textOr(at(how, "service"))}`;
        case "exec":
            return `${handler} ${JSON.stringify(items(at(how, "command")).map((word) => textOr(word)))}`;
    }
}

/** UNKNOWN where a part of either is. */
export function asksTheSame(container: Container, a: Probe, b: Probe): boolean | typeof UNKNOWN {
    const [first, second] = [questionOf(container, a), questionOf(container, b)];
    return first === undefined || second === undefined ? UNKNOWN : first === second;
}

/** The command of an exec handler, as words. */
export function commandOf(probe: Fields): string[] {
    return items(at(probe, "exec", "command")).map((word) => textOr(word));
}
