import type { types } from "@pulumi/kubernetes";
import type { HealthSpec, ProbeHandler, ProbeSpec } from "../../systems/spec.ts";

type Probe = types.input.core.v1.Probe;
type Probes = Required<Pick<types.input.core.v1.Container, "startupProbe" | "readinessProbe" | "livenessProbe">>;

/** Half a minute of grace for a running process, five minutes for one that starts. */
const failures = { running: 3, starting: 30 } as const;

export function probes({ ready, live, startup }: HealthSpec, ports: Readonly<Record<string, number>>): Probes {
    return {
        startupProbe: probe(startup ?? live, ports, failures.starting),
        readinessProbe: probe(ready, ports, failures.running),
        livenessProbe: probe(live, ports, failures.running),
    };
}

function probe(spec: ProbeSpec, ports: Readonly<Record<string, number>>, failureThreshold: number): Probe {
    return {
        ...handler(spec, ports),
        periodSeconds: spec.periodSeconds ?? 10,
        timeoutSeconds: spec.timeoutSeconds ?? 3,
        failureThreshold: spec.failureThreshold ?? failureThreshold,
    };
}

function handler(spec: ProbeHandler, ports: Readonly<Record<string, number>>): Probe {
    switch (spec.kind) {
        case "http":
            return { httpGet: { path: spec.path, port: spec.port ?? "http" } };
        case "tcp":
            return { tcpSocket: { port: spec.port ?? "http" } };
        case "grpc": {
            // The only handler whose port cannot be a name. A port that does not exist was refused with the data.
            const service = spec.service === undefined ? {} : { service: spec.service };
            return { grpc: { port: ports[spec.port] ?? 0, ...service } };
        }
        case "exec":
            return { exec: { command: [...spec.command] } };
    }
}
