/** What can be wrong in the data of one service, beside the names of its objects. */
import { nameProblem, type NameKind } from "../components/naming/physical-name.ts";
import { cidrProblem } from "../components/network/cidr.ts";
import { volumeName } from "../components/workload/container.ts";
import { unknownName, type Found } from "./found.ts";
import type { ContainerSpec, HealthSpec, ProbeSpec, ServiceSpec, SystemSpec } from "./spec.ts";

type Ports = Readonly<Record<string, number>>;

export function checkService(system: SystemSpec, key: string, service: ServiceSpec): readonly Found[] {
    const others = Object.keys(system.services).filter((other) => other !== key);
    const main = service.container ?? key;
    const inits = Object.entries(service.initContainers ?? {});
    const sidecars = Object.entries(service.sidecars ?? {});
    const names = [main, ...inits.map(([name]) => name), ...sidecars.map(([name]) => name)];
    return [
        ...(service.calls ?? []).flatMap((call, index) => unknownName(`calls[${index}]`, "service", call, others)),
        ...checkContainer(system, "", main, service),
        ...portProblems("", service.ports, service.health),
        ...(Object.keys(service.ports).length === 0
            ? [{ path: "ports", message: "found none, allowed: at least one. Without a port nobody could call it." }]
            : []),
        ...inits.flatMap(([name, spec]) => [
            ...repeatedContainer(`initContainers.${name}`, name, names),
            ...checkContainer(system, `initContainers.${name}.`, name, spec),
        ]),
        ...sidecars.flatMap(([name, spec]) => [
            ...repeatedContainer(`sidecars.${name}`, name, names),
            ...checkContainer(system, `sidecars.${name}.`, name, spec),
            ...portProblems(`sidecars.${name}.`, spec.ports ?? {}, spec.health),
        ]),
        ...(service.metrics === undefined ? [] : unknownPort("metrics.port", service.metrics.port, service.ports)),
        ...exposeProblems(system, key, service),
        ...egressProblems(service),
    ];
}

/** References, and the paths that it writes to. */
export function checkContainer(
    system: SystemSpec,
    prefix: string,
    name: string,
    spec: ContainerSpec,
): readonly Found[] {
    const secrets = Object.entries(system.secrets).flatMap(([secret, { keys }]) =>
        Object.keys(keys).map((key) => `${secret}/${key}`),
    );
    return [
        ...nameOf("container", `${prefix}container`, name),
        ...(spec.databases ?? []).flatMap((database, index) =>
            unknownName(`${prefix}databases[${index}]`, "database", database, Object.keys(system.databases)),
        ),
        ...(spec.caches ?? []).flatMap((cache, index) =>
            unknownName(`${prefix}caches[${index}]`, "cache", cache, Object.keys(system.caches)),
        ),
        ...Object.entries(spec.secrets ?? {}).flatMap(([variable, reference]) =>
            unknownName(`${prefix}secrets.${variable}`, "secret", reference, secrets),
        ),
        ...writableProblems(prefix, name, spec),
    ];
}

function writableProblems(prefix: string, container: string, { writable = {} }: ContainerSpec): readonly Found[] {
    const seen = new Map<string, string>();
    return Object.keys(writable).flatMap((directory) => {
        const path = `${prefix}writable.${directory}`;
        if (!directory.startsWith("/")) return [{ path, message: `found "${directory}", allowed: an absolute path.` }];
        const volume = volumeName(container, directory);
        const other = seen.get(volume);
        seen.set(volume, directory);
        return other === undefined
            ? nameOf("volume", path, volume)
            : [{ path, message: `"${directory}" and "${other}" would be one volume, "${volume}". Rename one.` }];
    });
}

function repeatedContainer(path: string, name: string, names: readonly string[]): readonly Found[] {
    return names.filter((other) => other === name).length === 1
        ? []
        : [{ path, message: `two containers of the pod are named "${name}". Rename one.` }];
}

function portProblems(prefix: string, ports: Ports, health: HealthSpec): readonly Found[] {
    const seen = new Map<number, string>();
    const problems = Object.entries(ports).flatMap(([name, port]) => {
        const path = `${prefix}ports.${name}`;
        const other = seen.get(port);
        seen.set(port, name);
        if (!Number.isInteger(port) || port < 1 || port > 65535) {
            return [{ path, message: `found ${port}, allowed: 1 to 65535.` }];
        }
        if (other !== undefined) return [{ path, message: `${port} is the port "${other}" already. Choose another.` }];
        return nameOf("port", path, name);
    });
    const probes: Readonly<Record<string, ProbeSpec>> = { ...health };
    return [
        ...problems,
        ...Object.entries(probes).flatMap(([kind, probe]) => probeProblems(`${prefix}health.${kind}`, probe, ports)),
    ];
}

function probeProblems(path: string, probe: ProbeSpec, ports: Ports): readonly Found[] {
    if (probe.kind !== "exec") return unknownPort(path, probe.port, ports);
    return probe.command.length > 0 ? [] : [{ path, message: "found no command, allowed: at least its name." }];
}

function exposeProblems(system: SystemSpec, key: string, { expose }: ServiceSpec): readonly Found[] {
    if (expose === undefined) return [];
    const { host, path = "/" } = expose;
    const rival = Object.entries(system.services).find(
        ([other, { expose: theirs }]) => other < key && theirs?.host === host && (theirs.path ?? "/") === path,
    );
    return [
        ...nameOf("host", "expose.host", host),
        ...(path.startsWith("/") ? [] : [{ path: "expose.path", message: `found "${path}", allowed: a path from /.` }]),
        ...(rival === undefined
            ? []
            : [{ path: "expose", message: `${rival[0]} is at "${host}" and "${path}" already. Choose another.` }]),
    ];
}

function egressProblems({ egress = {} }: ServiceSpec): readonly Found[] {
    return Object.entries(egress).flatMap(([name, { cidr, ports }]) => {
        const range = cidrProblem(cidr);
        return [
            ...(range === undefined ? [] : [{ path: `egress.${name}.cidr`, message: range }]),
            // No port in a NetworkPolicy means every port.
            ...(ports.length > 0
                ? []
                : [{ path: `egress.${name}.ports`, message: "found none, allowed: at least one." }]),
        ];
    });
}

function unknownPort(path: string, port: string | undefined, ports: Ports): readonly Found[] {
    return unknownName(path, "port", port ?? "http", Object.keys(ports));
}

function nameOf(kind: NameKind, path: string, name: string): readonly Found[] {
    const message = nameProblem(kind, name);
    return message === undefined ? [] : [{ path, message }];
}
