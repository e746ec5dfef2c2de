/**
 * What the compiler cannot see of a system's data: names that point nowhere when the data did not come from
 * `defineSystem`, names over the limit of their kind, two things of one name.
 */
import { nameProblem, type NameKind } from "../components/naming/physical-name.ts";
import { didYouMean } from "../config/nearest.ts";
import type { Problem } from "../config/problem.ts";
import type { ContainerSpec, HealthSpec, ServiceSpec, SystemSpec } from "./spec.ts";

export const objectName = (system: SystemSpec, service: string): string =>
    system.services[service]?.objectName ?? `${system.name}-${service}`;

export function checkSystem(system: SystemSpec): readonly Problem[] {
    const problems: Problem[] = [];
    const file = `systems/${system.name}/`;
    const report = (path: string, message: string): void => void problems.push({ file, path, message });
    const name = (kind: NameKind, path: string, value: string): void => {
        const problem = nameProblem(kind, value);
        if (problem !== undefined) report(path, problem);
    };

    name("namespace", "namespace", system.namespace);
    const owners = new Map<string, string>();
    const claim = (path: string, value: string): void => {
        const other = owners.get(value);
        if (other !== undefined) {
            report(path, `the name "${value}" is taken by ${other} in namespace ${system.namespace}. Set objectName.`);
        }
        owners.set(value, path);
    };

    for (const [key, { objectName: value }] of [
        ...Object.entries(system.databases).map(([key, spec]) => [`databases.${key}`, spec] as const),
        ...Object.entries(system.caches).map(([key, spec]) => [`caches.${key}`, spec] as const),
    ]) {
        name("statefulSet", key, value);
        claim(key, value);
    }
    for (const [key, job] of Object.entries(system.jobs)) {
        name("job", `jobs.${key}`, `${system.name}-${key}`);
        for (const found of danglingReferences(system, job)) report(`jobs.${key}.${found.path}`, found.message);
    }
    for (const [key, service] of Object.entries(system.services)) {
        const path = `services.${key}`;
        name("deployment", path, objectName(system, key));
        name("service", path, objectName(system, key));
        name("container", `${path}.container`, service.container ?? key);
        claim(path, objectName(system, key));
        for (const found of checkService(system, key, service)) report(`${path}.${found.path}`, found.message);
    }
    return problems;
}

interface Found {
    readonly path: string;
    readonly message: string;
}

function checkService(system: SystemSpec, key: string, service: ServiceSpec): readonly Found[] {
    const services = Object.keys(system.services);
    const others = services.filter((other) => other !== key);
    const containers: readonly [string, ContainerSpec][] = [
        ["", service],
        ...Object.entries(service.initContainers ?? {}).map(([name, spec]): [string, ContainerSpec] => [
            `initContainers.${name}.`,
            spec,
        ]),
        ...Object.entries(service.sidecars ?? {}).map(([name, spec]): [string, ContainerSpec] => [
            `sidecars.${name}.`,
            spec,
        ]),
    ];
    return [
        ...(service.calls ?? []).flatMap((call, index) => unknownName(`calls[${index}]`, "service", call, others)),
        ...containers.flatMap(([prefix, spec]) =>
            danglingReferences(system, spec).map((found) => ({ ...found, path: `${prefix}${found.path}` })),
        ),
        ...portProblems("ports", service.ports, service.health),
        ...Object.entries(service.sidecars ?? {}).flatMap(([name, { ports, health }]) =>
            portProblems(`sidecars.${name}.ports`, ports ?? {}, health),
        ),
        ...(service.metrics === undefined ? [] : unknownPort("metrics.port", service.metrics.port, service.ports)),
    ];
}

function danglingReferences(system: SystemSpec, spec: ContainerSpec): readonly Found[] {
    const secrets = Object.entries(system.secrets).flatMap(([secret, { keys }]) =>
        Object.keys(keys).map((key) => `${secret}/${key}`),
    );
    return [
        ...(spec.databases ?? []).flatMap((name, index) =>
            unknownName(`databases[${index}]`, "database", name, Object.keys(system.databases)),
        ),
        ...(spec.caches ?? []).flatMap((name, index) =>
            unknownName(`caches[${index}]`, "cache", name, Object.keys(system.caches)),
        ),
        ...Object.entries(spec.secrets ?? {}).flatMap(([variable, reference]) =>
            unknownName(`secrets.${variable}`, "secret", reference, secrets),
        ),
    ];
}

function portProblems(path: string, ports: Readonly<Record<string, number>>, health: HealthSpec): readonly Found[] {
    const probes = [health.ready, health.live, ...(health.startup === undefined ? [] : [health.startup])];
    return [
        ...Object.keys(ports).flatMap((name) => {
            const message = nameProblem("port", name);
            return message === undefined ? [] : [{ path: `${path}.${name}`, message }];
        }),
        ...probes.flatMap((probe) => (probe.kind === "exec" ? [] : unknownPort("health", probe.port, ports))),
    ];
}

function unknownPort(
    path: string,
    port: string | undefined,
    ports: Readonly<Record<string, number>>,
): readonly Found[] {
    return unknownName(path, "port", port ?? "http", Object.keys(ports));
}

function unknownName(path: string, kind: string, name: string, allowed: readonly string[]): readonly Found[] {
    if (allowed.includes(name)) return [];
    const choice = allowed.length === 0 ? "the system has none" : `allowed: ${allowed.join(", ")}`;
    return [
        { path, message: [`there is no ${kind} "${name}", ${choice}.`, didYouMean(name, allowed)].join(" ").trim() },
    ];
}
