import { expect } from "chai";
import { loadAddOns } from "../../../components/platform/registry.ts";
import { selectAddOns } from "../../../components/platform/selection.ts";
import { compareQuantities, quantity, timesQuantity } from "../../../components/quantity/quantity.ts";
import { containers, type RecordedStack } from "../../support/recorded-stack.ts";
import { mandatory, record, runVariant, stacks } from "../../support/stacks.ts";
import { read, readList, write } from "../../support/values.ts";

const name = "example-services";
const kinds = ["Deployment", "Service", "Ingress"] as const;

/** Gates of an add-on: what those wait for that need it. */
const roomOf = (stack: RecordedStack, addOn: string): readonly string[] => {
    const room = stack.resources.find(
        ({ type, name: place }) => type === "strata:index:AddOn" && place.endsWith(`-${addOn}`),
    );
    const below = (urn: string | undefined): readonly string[] =>
        stack.resources.filter(({ parent }) => parent === urn).flatMap(({ urn: own }) => [own, ...below(own)]);
    return below(room?.urn);
};

describe("add-on example-services", () => {
    it("WEB-15 comes after every other add-on that is on, with a Deployment, a Service and an Ingress; not on staging and prod", async () => {
        const all = await loadAddOns();
        expect(all.find((addOn) => addOn.name === name)).to.include({ order: 950, knownAs: name, needsAll: true });
        for (const stack of ["local", "dev"] as const) {
            const recorded = await record(stack);
            const on = selectAddOns(all, { kind: stack === "local" ? "context" : "eks", environment: stack }, {});
            const needs = on.find(({ addOn }) => addOn.name === name)?.addOn.needs;
            const others = on.map(({ addOn }) => addOn.name).filter((each) => each !== name);
            expect(needs, stack).to.have.members(others);
            const before = recorded.closure(recorded.object("Deployment", "example/example"));
            for (const each of others) {
                const made = roomOf(recorded, each).filter((urn) => before.has(urn));
                expect(made, `${stack} ${each}`).to.not.be.empty;
            }
            for (const kind of kinds) expect(recorded.has(kind, "example/example"), `${stack} ${kind}`).to.equal(true);
        }
        for (const stack of ["staging", "prod", "dr"] as const) {
            const recorded = await record(stack);
            for (const kind of kinds) expect(recorded.has(kind, "example/example"), `${stack} ${kind}`).to.equal(false);
        }
    });

    it("is reached by name over TLS, from the edge and from nowhere else", async () => {
        const hosts = { local: "example.localhost", dev: "example.pms-dev.pms-platform.com" };
        for (const stack of ["local", "dev"] as const) {
            const recorded = await record(stack);
            const { inputs } = recorded.object("Ingress", "example/example");
            expect(readList(inputs, "spec.tls[0].hosts"), stack).to.deep.equal([hosts[stack]]);
            expect(read(inputs, "spec.rules[0].host"), stack).to.equal(hosts[stack]);
            expect(read(inputs, "spec.ingressClassName"), stack).to.equal("traefik");
            const policy = recorded.object("NetworkPolicy", "example/example");
            expect(readList(policy.inputs, "spec.ingress"), stack).to.have.lengthOf(2);
            const denied = recorded.object("NetworkPolicy", "example/default-deny");
            expect(recorded.comesBefore(denied, recorded.object("Deployment", "example/example")), stack).to.be.true;
            const certificate = recorded.object("Certificate", "example/example");
            const issuer = stack === "local" ? "strata-ca" : "letsencrypt-prod";
            expect(read(certificate.inputs, "spec.issuerRef.name"), stack).to.equal(issuer);
            const traefik = recorded.object("NetworkPolicy", "traefik/to-backends");
            expect(JSON.stringify(traefik.inputs["spec"]), stack).to.include('"example"');
        }
    });

    it("is not shown to the world on AWS without a zone", async () => {
        const recorded = await runVariant("dev", {
            edit: (config) => {
                write(config, "strata:zones", {});
                write(config, "strata:sites[0].systems", []);
                write(config, "strata:systems", {});
            },
        });
        expect(recorded.has("Deployment", "example/example")).to.equal(true);
        expect(recorded.has("Ingress", "example/example")).to.equal(false);
    });

    it("is clean where it is on, with two pods on a site that is highly available", async () => {
        for (const stack of stacks) {
            const recorded = await runVariant(stack, {
                edit: (config) => {
                    write(config, "strata:sites[0].addOns.example-services", { enabled: true });
                },
            });
            expect(mandatory(recorded), stack).to.deep.equal([]);
            const size = stack === "local" || stack === "dev" ? "single" : "highlyAvailable";
            expect(recorded.has("PodDisruptionBudget", "example/example"), stack).to.equal(size !== "single");
            const workload = recorded.object("Deployment", "example/example");
            const [container] = containers(workload);
            expect(read(container, "image"), stack).to.match(
                /^ghcr\.io\/stefanprodan\/podinfo:[\d.]+@sha256:[0-9a-f]{64}$/,
            );
            const addOn = (await loadAddOns()).find((each) => each.name === name);
            for (const resource of ["cpu", "memory"] as const) {
                const each = quantity(String(read(container, `resources.requests.${resource}`)));
                const asked = timesQuantity(each, Number(read(workload.inputs, "spec.replicas")));
                const stated = quantity(addOn?.requests?.[size][resource] ?? "0");
                expect(compareQuantities(asked, stated), `${stack} ${resource}`).to.equal(0);
            }
        }
    });
});
