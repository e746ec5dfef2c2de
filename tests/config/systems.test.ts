/** What somebody can get wrong in the data of a system, past the compiler. */
import { expect } from "chai";
import { pms } from "../../systems/pms/system.ts";
import type { ServiceSpec, SystemSpec } from "../../systems/spec.ts";
import { inputProblems } from "../support/errors.ts";
import { runSystems } from "../support/stacks.ts";
import { write } from "../support/values.ts";

const service: ServiceSpec = {
    owner: "trading",
    summary: "Settles trades.",
    image: "pms-settlement",
    size: "small",
    ports: { http: 8080 },
    health: { ready: { kind: "http", path: "/ready" }, live: { kind: "http", path: "/live" } },
};

const withService = (key: string, changes: Partial<ServiceSpec>): SystemSpec => ({
    ...pms,
    services: { ...pms.services, [key]: { ...service, ...changes } },
});

const problemsOf = (system: SystemSpec): Promise<readonly string[]> =>
    inputProblems(runSystems("local", { pms: system }));

const tooLong = "a".repeat(44);

describe("the data of a system is refused", () => {
    it("when two services have one name", async () => {
        expect(await problemsOf(withService("settlement", { objectName: "pms-auth" }))).to.deep.equal([
            'systems/pms/ | services.settlement | the name "pms-auth" is taken by services.auth in namespace pms. Set objectName.',
        ]);
    });

    it("when a service has the name of a database", async () => {
        expect(await problemsOf(withService("database", {}))).to.deep.equal([
            'systems/pms/ | services.database | the name "pms-database" is taken by databases.main in namespace pms. Set objectName.',
        ]);
    });

    it("when a service calls one that does not exist", async () => {
        expect(await problemsOf(withService("settlement", { calls: ["portfolo"] }))).to.deep.equal([
            'systems/pms/ | services.settlement.calls[0] | there is no service "portfolo", allowed: api-gateway, auth, analytics, portfolio, simulation, trade-capture, leaderboard, rttm, validation, frontend. Did you mean "portfolio"?',
        ]);
    });

    it("when a service calls itself", async () => {
        const [problem] = await problemsOf(withService("settlement", { calls: ["settlement"] }));
        expect(problem).to.include(
            'services.settlement.calls[0] | there is no service "settlement", allowed: api-gateway',
        );
    });

    it("when a name is over the limit of its kind", async () => {
        expect(await problemsOf(withService(tooLong, {}))).to.deep.equal([
            `systems/pms/ | services.${tooLong} | the deployment name "pms-${tooLong}" has 48 characters, allowed: 46 (RFC 1035 label). Shorten it.`,
        ]);
    });

    it("when a name holds what its kind does not take", async () => {
        expect(await problemsOf(withService("settlement", { container: "Main_1" }))).to.deep.equal([
            'systems/pms/ | services.settlement.container | "Main_1" is no name for a container, allowed: small letters, digits and dashes, a letter first (RFC 1035 label).',
        ]);
    });

    it("when a secret, database or cache is named that the system does not have", async () => {
        const references = { secrets: { KEY: "auth/jwt-key" }, databases: ["mian"], caches: ["other"] };
        expect(await problemsOf(withService("settlement", references))).to.deep.equal([
            'systems/pms/ | services.settlement.databases[0] | there is no database "mian", allowed: main. Did you mean "main"?',
            'systems/pms/ | services.settlement.caches[0] | there is no cache "other", allowed: main.',
            'systems/pms/ | services.settlement.secrets.KEY | there is no secret "auth/jwt-key", allowed: auth/jwt-signing-key. Did you mean "auth/jwt-signing-key"?',
        ]);
    });

    it("when init containers, sidecars and jobs name a secret that is not there", async () => {
        const secrets = { KEY: "auth/none" };
        const part = { image: "pms-settlement", size: "small", secrets } as const;
        const system = withService("settlement", {
            initContainers: { warm: part },
            sidecars: { proxy: { ...part, health: service.health, ports: { http: 9000 } } },
        });
        const found = await problemsOf({ ...system, jobs: { migrate: { ...part, summary: "Migrates." } } });
        expect(found.map((problem) => problem.split(" | ")[1])).to.deep.equal([
            "jobs.migrate.secrets.KEY",
            "services.settlement.initContainers.warm.secrets.KEY",
            "services.settlement.sidecars.proxy.secrets.KEY",
        ]);
    });

    it("when a probe or the metrics name a port that is not there", async () => {
        const health = { ready: { kind: "tcp", port: "grpc" }, live: { kind: "http", path: "/live" } } as const;
        const found = await problemsOf(
            withService("settlement", { health, metrics: { path: "/metrics", port: "prom" } }),
        );
        expect(found).to.deep.equal([
            'systems/pms/ | services.settlement.health.ready | there is no port "grpc", allowed: http.',
            'systems/pms/ | services.settlement.metrics.port | there is no port "prom", allowed: http.',
        ]);
    });

    it("with everything that is wrong at once", async () => {
        const system = { ...withService("settlement", { calls: ["nobody"], container: "X" }), namespace: "PMS" };
        expect(await problemsOf(system)).to.have.lengthOf(3);
    });
});

describe("two systems in one namespace", () => {
    const copy: SystemSpec = { ...pms, name: "copy" };
    const both = { pms, copy };
    const settings = { tag: "v1", domain: "copy.localhost" };

    it("are refused on one site", async () => {
        const run = runSystems("local", both, (config) => {
            write(config, "strata:sites[0].systems", ["pms", "copy"]);
            write(config, "strata:systems.copy", settings);
        });
        expect(await inputProblems(run)).to.deep.equal([
            'Pulumi.local.yaml | strata:sites[0].systems[1] | pms and copy both claim the namespace "pms". Put them on two sites or change one.',
        ]);
    });

    it("run on two sites", async () => {
        const stack = await runSystems("local", both, (config) => {
            write(config, "strata:sites[1]", {
                name: "other",
                cluster: { kind: "context", context: "kind-other" },
                systems: ["copy"],
            });
            write(config, "strata:systems.copy", settings);
        });
        expect(stack.objects("Namespace", undefined).filter(({ name }) => /-(pms|copy)$/.test(name))).to.have.lengthOf(
            2,
        );
    });
});

describe("systems and sites are refused", () => {
    it("when a system runs twice on a site, or a site has no settings for it", async () => {
        const run = runSystems("local", { pms, copy: { ...pms, name: "copy", namespace: "copy" } }, (config) => {
            write(config, "strata:sites[0].systems", ["pms", "pms", "copy"]);
        });
        expect(await inputProblems(run)).to.deep.equal([
            'Pulumi.local.yaml | strata:sites[0].systems[1] | found "pms" twice. Name it once.',
            "Pulumi.local.yaml | strata:systems.copy | is missing: the system runs on a site. Needed: tag, domain.",
        ]);
    });

    it("when two sites have one name, or a site on a context has a region", async () => {
        const run = runSystems("local", { pms }, (config) => {
            const other = {
                name: "local",
                region: "us-east-1",
                cluster: { kind: "context", context: "b" },
                systems: [],
            };
            write(config, "strata:sites[1]", other);
        });
        expect(await inputProblems(run)).to.deep.equal([
            'Pulumi.local.yaml | strata:sites[1].name | found "local" twice. Give each site its own name.',
            "Pulumi.local.yaml | strata:sites[1].region | a site on an existing cluster has no region. Remove it.",
        ]);
    });

    it("when settings are there for a system that runs nowhere", async () => {
        const run = runSystems("local", { pms }, (config) => {
            write(config, "strata:sites[0].systems", []);
        });
        expect(await inputProblems(run)).to.deep.equal([
            "Pulumi.local.yaml | strata:systems.pms | runs on no site. Name it in a site's systems or remove its settings.",
        ]);
    });
});
