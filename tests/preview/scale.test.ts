/** Stacks that nobody has yet: a hundred services, two sites, odd names, everything on, everything off. */
import { expect } from "chai";
import { loadAddOns } from "../../components/platform/registry.ts";
import { metadataOf } from "../../preview/kubernetes-object.ts";
import type { ServiceSpec, SystemSpec } from "../../systems/spec.ts";
import { inputProblems } from "../support/errors.ts";
import { runsShop, services, shop } from "../support/shop.ts";
import { mandatory, record, runSystems, runVariant } from "../support/stacks.ts";
import { read, write } from "../support/values.ts";

const service = (index: number): ServiceSpec => ({
    owner: "shop",
    summary: `Service ${index}.`,
    image: `shop-s${index}`,
    size: "small",
    ports: { http: 8080 },
    health: { ready: { kind: "http", path: "/ready" }, live: { kind: "http", path: "/live" } },
    ...(index === 0 ? {} : { calls: [`s${index - 1}`] }),
});

describe("a stack", () => {
    it("with a hundred services has a hundred of everything, all of them after their namespace", async () => {
        const system: SystemSpec = {
            ...shop,
            services: Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`s${index}`, service(index)])),
        };
        const stack = await runSystems("local", { shop: system }, runsShop());
        const namespace = stack.object("Namespace", "shop");
        for (const kind of ["Deployment", "Service", "ServiceAccount", "ConfigMap"]) {
            // The dashboard is the system's, not a service's.
            const objects = stack.objects(kind, "shop").filter(({ name }) => name !== "local-shop-dashboard");
            expect(objects, kind).to.have.lengthOf(100);
            for (const object of objects) expect(stack.comesBefore(namespace, object), object.name).to.be.true;
        }
        expect(mandatory(stack).map(({ rule, urn }) => `${rule} ${urn}`)).to.deep.equal([]);
    });

    it("with two sites of two clusters shares no resource between them", async () => {
        const dr = await record("dr");
        const stack = await runVariant("prod", {
            edit: (config) => {
                const [us] = JSON.parse(JSON.stringify(config["strata:sites"])) as readonly Record<string, unknown>[];
                write(config, "strata:sites[1]", { ...us, name: "west", region: "us-west-2" });
                // The second site of prod stands where copies would lie.
                write(config, "strata:recovery", {});
                write(config, "strata:sites[1].cluster.name", "pms-west");
                write(config, "strata:sites[1].cluster.network.zones", ["us-west-2a", "us-west-2b", "us-west-2c"]);
                write(config, "strata:sites[1].cluster.network.cidr", "10.31.0.0/16");
            },
        });
        expect(
            stack.objects("Namespace").filter(({ inputs }) => read(inputs, "metadata.name") === "pms"),
        ).to.have.lengthOf(2);
        expect(stack.ofType("pulumi:providers:aws").map(({ inputs }) => inputs["region"])).to.have.members([
            "us-east-1",
            "us-west-2",
        ]);
        // Registry and hosted zones are the stack's: they come with the first site.
        const ofSites = ({ urn }: { readonly urn: string }): boolean => !/:(ImageRepositories|HostedZones)/.test(urn);
        const [us, west] = ["us", "west"].map((site) =>
            stack.resources
                .filter(
                    ({ urn, type }) => type !== "pulumi:pulumi:Stack" && urn.split("::").at(-1)?.split("-")[0] === site,
                )
                .filter(ofSites),
        );
        expect(us?.length).to.equal(west?.length);
        for (const resource of us ?? []) {
            const before = [...stack.closure(resource)].filter((urn) => west?.some((other) => other.urn === urn));
            expect(before, resource.urn).to.deep.equal([]);
        }
        expect(west?.length).to.equal(dr.resources.filter(ofSites).length - 1);
    });

    it("with every add-on off runs a system that needs none", async () => {
        const plain: SystemSpec = {
            ...shop,
            services: { ledger: { ...services.ledger } },
        };
        const off = Object.fromEntries((await loadAddOns()).map(({ name }) => [name, { enabled: false }]));
        const stack = await runSystems("local", { shop: plain }, (config) => {
            runsShop()(config);
            write(config, "strata:sites[0].addOns", off);
        });
        expect(stack.ofType("kubernetes:helm.sh/v3:Release")).to.be.empty;
        expect(stack.objects("Deployment").map(({ name }) => name)).to.deep.equal(["local-shop-ledger"]);
    });

    it("with every add-on on runs in the cloud as well, behind two kinds of edge", async () => {
        const stack = await runVariant("prod", {
            edit: (config) => {
                write(config, "strata:sites[0].addOns", { ingress: { enabled: true } });
            },
        });
        expect(stack.one("kubernetes:helm.sh/v3:Release", "us-traefik").inputs["namespace"]).to.equal("traefik");
        expect(mandatory(stack).map(({ rule, urn }) => `${rule} ${urn}`)).to.deep.equal([]);
    });

    it("without any system is a platform alone", async () => {
        const stack = await runVariant("dev", {
            edit: (config) => {
                write(config, "strata:sites[0].systems", []);
                write(config, "strata:systems", {});
            },
        });
        const namespaces = stack.objects("Deployment").map(({ inputs }) => metadataOf(inputs).namespace);
        expect(namespaces).to.deep.equal(["example"]);
        expect(stack.ofType("strata:index:Platform")).to.have.lengthOf(1);
    });

    it("takes the longest names that it allows, and not one letter more", async () => {
        const longest = "s".repeat(46 - "shop-".length);
        const named = (name: string): SystemSpec => ({ ...shop, services: { [name]: service(0) } });
        const stack = await runSystems("local", { shop: named(longest) }, runsShop());
        expect(stack.has("Deployment", `shop/shop-${longest}`)).to.be.true;
        const problems = await inputProblems(runSystems("local", { shop: named(`${longest}s`) }, runsShop()));
        expect(problems).to.have.lengthOf(1);
        expect(problems[0]).to.include("has 47 characters, allowed: 46");
    });

    it("keeps apart what tags of any form name: versions with a plus, a digest's length, capitals", async () => {
        for (const tag of ["v1.2.0-rc.1_build", "1".repeat(128), "V2"]) {
            const stack = await runVariant("local", {
                edit: (config) => {
                    write(config, "strata:systems.pms.tag", tag);
                },
            });
            const [job] = stack.objects("Job", "pms");
            expect(read(job?.inputs, "metadata.name"), tag).to.match(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
            expect(read(job?.inputs, "spec.template.spec.containers[0].image"), tag).to.equal(
                `localhost:5001/pms-analytics:${tag}`,
            );
        }
    });

    it("runs another migration for another version, also where the two begin alike", async () => {
        const jobName = async (tag: string): Promise<unknown> => {
            const stack = await runVariant("local", {
                edit: (config) => {
                    write(config, "strata:systems.pms.tag", tag);
                },
            });
            return read(stack.objects("Job", "pms")[0]?.inputs, "metadata.name");
        };
        const sha = "0123456789abcdef0123456789abcdef";
        expect(await jobName(`${sha}-one`)).to.not.equal(await jobName(`${sha}-two`));
        expect(await jobName("v1.2.0")).to.not.equal(await jobName("v1-2-0"));
    });
});
