/** A stack as its file says, checked as the program checks it; no cloud, no cluster. */
import { contextAccess, eksAccess } from "../components/cluster/access.ts";
import { loadAddOns } from "../components/platform/registry.ts";
import { planServices, type ServicePlan } from "../components/service-deployment/plan.ts";
import { checkConfig } from "../config/load.ts";
import type { Environment } from "../config/environment.ts";
import { didYouMean } from "../config/nearest.ts";
import { InputError } from "../config/problem.ts";
import type { SiteConfig, StackConfig, SystemSettings } from "../config/schema.ts";
import { readStack } from "../preview/stack-files.ts";
import { systems } from "../systems/index.ts";
import type { SystemSpec } from "../systems/spec.ts";

export interface StackSite {
    readonly name: string;
    readonly config: SiteConfig;
    readonly environment: Environment;
    /** Command that gives an operator's kubectl its way in, the same as the stack's output. */
    readonly access: readonly string[];
}

export interface StackSystem {
    readonly name: string;
    readonly namespace: string;
    readonly spec: SystemSpec;
    readonly settings: SystemSettings;
    /** Where it runs; the one that was asked for where there are several. */
    readonly site: StackSite;
    /** Names, images, replicas of its services as they are deployed. */
    readonly services: readonly ServicePlan[];
    /** @throws InputError with the nearest name. */
    readonly service: (key: string) => ServicePlan;
}

export interface Stack {
    readonly name: string;
    /** `Pulumi.<stack>.yaml` */
    readonly file: string;
    readonly config: StackConfig;
    readonly sites: readonly StackSite[];
    /** The one of that name; without a name the only one. @throws InputError with the nearest name. */
    readonly site: (name: string | undefined) => StackSite;
    /** The one of that name; without a name the only one. @throws InputError with the nearest name. */
    readonly system: (name: string | undefined, site?: string) => StackSystem;
}

/** @throws InputError with everything that is wrong with the stack's file. */
export async function loadStack(root: URL, name: string): Promise<Stack> {
    const config = checkConfig(name, readStack(root, name).config, await loadAddOns(), systems);
    const sites = config.sites.map((site) => ({
        name: site.name,
        config: site,
        environment: config.environment,
        access: accessOf(site),
    }));
    return {
        name,
        file: `Pulumi.${name}.yaml`,
        config,
        sites,
        site: (wanted) => choose("site", name, sites, wanted),
        system: (wanted, siteName) => stackSystem(name, config, sites, wanted, siteName),
    };
}

/** All of them, or the one that was asked for. @throws InputError with the nearest name. */
export const sitesOf = (stack: Stack, site: string | undefined): readonly StackSite[] =>
    site === undefined ? stack.sites : [stack.site(site)];

function accessOf({ cluster, region }: SiteConfig): readonly string[] {
    if (cluster.kind === "context") return contextAccess(cluster.context);
    if (region === undefined) throw new Error(`${cluster.name} runs on EKS without region: config lets none through`);
    return eksAccess(region, cluster.name);
}

function stackSystem(
    stack: string,
    config: StackConfig,
    sites: readonly StackSite[],
    wanted: string | undefined,
    siteName: string | undefined,
): StackSystem {
    const there = [...new Set(sites.flatMap((site) => site.config.systems))].map((name) => ({ name }));
    const { name } = choose("system", stack, there, wanted);
    const site = choose(
        "site",
        stack,
        sites.filter((candidate) => candidate.config.systems.includes(name)),
        siteName,
    );
    const spec = systems[name];
    const settings = config.systems[name];
    if (spec === undefined || settings === undefined) throw new Error(`config lets no system ${name} through`);
    const services = planServices(spec, settings, config);
    return {
        name,
        namespace: spec.namespace,
        spec,
        settings,
        site,
        services,
        service: (key) => {
            const plan = services.find((service) => service.key === key);
            if (plan !== undefined) return plan;
            throw notThere("service", `system ${name} has`, key, Object.keys(spec.services));
        },
    };
}

function choose<T extends { readonly name: string }>(
    kind: "site" | "system",
    stack: string,
    all: readonly T[],
    wanted: string | undefined,
): T {
    const names = all.map(({ name }) => name);
    if (wanted === undefined) {
        const [only, ...others] = all;
        if (only !== undefined && others.length === 0) return only;
        const message =
            only === undefined
                ? `stack ${stack} has no ${kind}.`
                : `is missing: stack ${stack} has several, say which. Allowed: ${names.join(", ")}.`;
        throw new InputError([{ file: "command line", path: `--${kind}`, message }]);
    }
    const found = all.find(({ name }) => name === wanted);
    if (found === undefined) throw notThere(kind, `stack ${stack} has`, wanted, names);
    return found;
}

function notThere(kind: string, owner: string, found: string, allowed: readonly string[]): InputError {
    const message = `${owner} no ${kind} "${found}", allowed: ${allowed.join(", ") || "none"}. ${didYouMean(found, allowed)}`;
    return new InputError([{ file: "command line", path: `--${kind}`, message: message.trim() }]);
}
