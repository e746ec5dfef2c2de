/** The program of every stack: read the configuration, put the sites up, the systems on them, their services on those. */
import type { HostedZones } from "./components/edge/hosted-zones.ts";
import { loadAddOns } from "./components/platform/registry.ts";
import { selectAddOns } from "./components/platform/selection.ts";
import { Site } from "./components/site/site.ts";
import { System } from "./components/system/system.ts";
import { loadConfig } from "./config/load.ts";
import { systems as allSystems } from "./systems/index.ts";
import type { SystemSpec } from "./systems/spec.ts";

/** What a stack tells about one of its sites. */
interface SiteOutputs {
    readonly cluster: string;
    /** Gives an operator's kubectl its way in. */
    readonly access: string;
    /** Where the world reaches which service. */
    readonly urls: Readonly<Record<string, string>>;
    /** Name servers of the hosted zones that the stack makes, for whoever holds the domain. */
    readonly nameServers?: HostedZones["nameServers"];
}

/** A function, so that one process can run it for several stacks: Pulumi's runner, the preview, tests, the CLI. */
export default async function strata(
    systems: Readonly<Record<string, SystemSpec>> = allSystems,
): Promise<Readonly<Record<string, SiteOutputs>>> {
    const available = await loadAddOns();
    const config = loadConfig(available, systems);
    const outputs: Record<string, SiteOutputs> = {};
    let hostedZones: HostedZones | undefined;
    for (const site of config.sites) {
        const addOns = selectAddOns(
            available,
            { kind: site.cluster.kind, environment: config.environment },
            site.addOns,
        );
        const specs = site.systems.flatMap((name) => systems[name] ?? []);
        const home = new Site(site.name, { site, config, addOns, systems: specs, hostedZones });
        const urls: Record<string, string> = {};
        for (const spec of specs) {
            const opts = { parent: home, providers: [...home.providers] };
            const system = new System(`${site.name}-${spec.name}`, { spec, config, site: home }, opts);
            Object.assign(urls, await system.deployServices());
        }
        const { nameServers = {} } = hostedZones === undefined ? (home.hostedZones ?? {}) : {};
        hostedZones ??= home.hostedZones;
        outputs[site.name] = {
            cluster: home.cluster.name,
            access: home.cluster.accessCommand,
            urls,
            ...(Object.keys(nameServers).length === 0 ? {} : { nameServers }),
        };
    }
    return outputs;
}
