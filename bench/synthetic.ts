/** A system of any number of services: PMS's ten over and over, the services of each copy calling one another. */
import { pms } from "../systems/pms/system.ts";
import type { ServiceSpec, SystemSpec } from "../systems/spec.ts";

/** Room for all of them: what is measured is a program that passes, not a thousand findings about one quota. */
const quota = { cpu: "256", memory: "100Ti", pods: 100_000 };

export function syntheticSystem(services: number): SystemSpec {
    const copies = Array.from({ length: Math.ceil(services / Object.keys(pms.services).length) }, (_, copy) =>
        Object.entries(pms.services).map(([key, service]) => [`${key}-${copy}`, copyOf(service, copy)] as const),
    );
    const { toolbox, profiles } = pms;
    const { local, dev, staging, prod, dr } = profiles;
    return {
        ...pms,
        ...(toolbox === undefined ? {} : { toolbox: { ...toolbox, service: `${toolbox.service}-0` } }),
        profiles: {
            local: { ...local, quota },
            dev: { ...dev, quota },
            staging: { ...staging, quota },
            prod: { ...prod, quota },
            dr: { ...dr, quota },
        },
        services: Object.fromEntries(copies.flat()),
    };
}

function copyOf({ expose, calls = [], ...service }: ServiceSpec, copy: number): ServiceSpec {
    return {
        ...service,
        calls: calls.map((call) => `${call}-${copy}`),
        ...(expose === undefined ? {} : { expose: { ...expose, host: `${expose.host}-${copy}` } }),
    };
}
