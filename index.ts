/** The program of every stack: read the configuration, put the sites up, the systems on them, their services on those. */
import { loadAddOns } from "./components/platform/registry.ts";
import { selectAddOns } from "./components/platform/selection.ts";
import { planServices } from "./components/service-deployment/plan.ts";
import { ServiceDeployment } from "./components/service-deployment/service-deployment.ts";
import { servicesPerTurn, turnOfTheEventLoop } from "./components/site/pace.ts";
import { Site } from "./components/site/site.ts";
import { System } from "./components/system/system.ts";
import { loadConfig } from "./config/load.ts";
import { systems as allSystems } from "./systems/index.ts";
import type { SystemSpec } from "./systems/spec.ts";

/** A function, so that one process can run it for several stacks: Pulumi's runner, the preview, tests, the CLI. */
export default async function strata(systems: Readonly<Record<string, SystemSpec>> = allSystems): Promise<object> {
    const available = await loadAddOns();
    const config = loadConfig(available, systems);
    const outputs: Record<string, object> = {};
    let services = 0;
    for (const site of config.sites) {
        const addOns = selectAddOns(available, site.cluster.kind, site.addOns);
        const specs = site.systems.flatMap((name) => systems[name] ?? []);
        const home = new Site(site.name, { site, config, addOns, systems: specs });
        const urls: Record<string, string> = {};
        for (const spec of specs) {
            const settings = config.systems[spec.name];
            if (settings === undefined) continue;
            const name = `${site.name}-${spec.name}`;
            const on = { parent: home, providers: [...home.providers] };
            const system = new System(name, { spec, settings, config, site: home }, on);
            for (const plan of planServices(spec, settings, config)) {
                const { url } = new ServiceDeployment(
                    `${site.name}-${plan.name}`,
                    { plan, ...system.ground },
                    { ...on, parent: system },
                );
                if (url !== undefined) urls[plan.name] = url;
                if (++services % servicesPerTurn === 0) await turnOfTheEventLoop();
            }
        }
        outputs[site.name] = { cluster: home.cluster.name, access: home.cluster.accessCommand, urls };
    }
    return outputs;
}
