/**
 * What the compiler cannot see of a system's data: names that point nowhere when the data did not come from
 * `defineSystem`, names over the limit of their kind, two things of one name.
 */
import { nameProblem, type NameKind } from "../components/naming/physical-name.ts";
import type { Problem } from "../config/problem.ts";
import { checkAlerts } from "./alerts.ts";
import { checkContainer, checkService } from "./check-service.ts";
import { unknownName, type Found } from "./found.ts";
import type { SystemSpec } from "./spec.ts";

export const objectName = (system: SystemSpec, service: string): string =>
    system.services[service]?.objectName ?? `${system.name}-${service}`;

/** Name of the Secret in the cluster that holds a secret of the system. */
export const secretName = (system: SystemSpec, secret: string): string => `${system.name}-${secret}`;

export function checkSystem(system: SystemSpec): readonly Problem[] {
    const problems: Problem[] = [];
    const file = `systems/${system.name}/`;
    const report = (path: string, message: string): void => void problems.push({ file, path, message });
    const name = (kind: NameKind, path: string, value: string): void => {
        const problem = nameProblem(kind, value);
        if (problem !== undefined) report(path, problem);
    };

    name("namespace", "namespace", system.namespace);
    for (const { path, message } of checkAlerts(system.alerts)) report(path, message);
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
    const entries = new Map<string, string>();
    for (const [path, entry] of [
        ...Object.keys(system.secrets).map((key) => [`secrets.${key}`, key] as const),
        ...Object.entries(system.databases).map(([key, { entry }]) => [`databases.${key}.entry`, entry] as const),
        ...Object.entries(system.caches).map(([key, { entry }]) => [`caches.${key}.entry`, entry] as const),
    ]) {
        const other = entries.get(entry);
        if (other !== undefined) report(path, `the entry "${entry}" belongs to ${other} already. Choose another name.`);
        entries.set(entry, path);
    }
    for (const [key, job] of Object.entries(system.jobs)) {
        name("job", `jobs.${key}`, `${system.name}-${key}`);
        for (const { path, message } of checkContainer(system, "", "main", job)) report(`jobs.${key}.${path}`, message);
    }
    for (const found of unknownToolbox(system)) report(found.path, found.message);
    for (const [key, service] of Object.entries(system.services)) {
        const path = `services.${key}`;
        name("deployment", path, objectName(system, key));
        name("service", path, objectName(system, key));
        claim(path, objectName(system, key));
        for (const found of checkService(system, key, service)) report(`${path}.${found.path}`, found.message);
    }
    return problems;
}

const unknownToolbox = ({ toolbox, services }: SystemSpec): readonly Found[] =>
    toolbox === undefined ? [] : unknownName("toolbox.service", "service", toolbox.service, Object.keys(services));
