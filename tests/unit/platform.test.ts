/** The registry of add-ons, their selection, and where their charts come from. */
import { expect } from "chai";
import { z } from "zod";
import { defineAddOn, type AddOn } from "../../components/platform/add-on.ts";
import { checkAddOns, loadAddOns } from "../../components/platform/registry.ts";
import { missingNeeds, selectAddOns } from "../../components/platform/selection.ts";
import { compareQuantities, quantity } from "../../components/quantity/quantity.ts";
import { InputError } from "../../config/problem.ts";
import { showQuantity } from "../../policies/model/quantities.ts";
import { record, runVariant, stacks } from "../support/stacks.ts";
import { chartRequests } from "../support/chart-requests.ts";
import { read, write } from "../support/values.ts";

const addOn = (order: number, name: string, needs: readonly string[] = []): AddOn =>
    defineAddOn({
        order,
        name,
        summary: name,
        needs,
        defaultOn: ["context"],
        options: z.strictObject({ level: z.int().default(1) }),
        install: () => [],
    });

const file = (name: string, each: AddOn) => ({ file: name, addOn: each });

function problems(work: () => unknown): readonly string[] {
    try {
        work();
    } catch (error) {
        if (error instanceof InputError) return error.problems.map((each) => `${each.file}: ${each.message}`);
        throw error;
    }
    return [];
}

describe("the registry of add-ons", () => {
    it("reads the folder in the order of the numbers", async () => {
        const found = (await loadAddOns()).map(({ order, name }) => `${order} ${name}`);
        expect(found).to.include.members([
            "6 prometheus-operator-crds",
            "10 cert-manager",
            "11 metrics-server",
            "20 issuers",
            "30 ingress",
        ]);
        expect(found).to.deep.equal(found.toSorted((a, b) => Number.parseInt(a) - Number.parseInt(b)));
    });

    it("sorts by number, whatever the order of the files", () => {
        const found = checkAddOns([file("100-b.ts", addOn(100, "b", ["a"])), file("020-a.ts", addOn(20, "a"))]);
        expect(found.map(({ name }) => name)).to.deep.equal(["a", "b"]);
    });

    it("refuses a file that is not called like its number and name", () => {
        expect(problems(() => checkAddOns([file("20-a.ts", addOn(20, "a"))]))).to.deep.equal([
            'components/platform/addons/20-a.ts: its number and name make "020-a.ts". Rename the file or mend the definition.',
        ]);
    });

    it("refuses a number that is taken", () => {
        const files = [file("020-a.ts", addOn(20, "a")), file("020-b.ts", addOn(20, "b"))];
        expect(problems(() => checkAddOns(files))).to.deep.equal([
            "components/platform/addons/020-b.ts: number 20 is taken by 020-a.ts. Choose a free one.",
        ]);
    });

    it("refuses a need that does not point down: to a higher number, to itself, to nothing", () => {
        const files = [file("020-a.ts", addOn(20, "a", ["b", "a", "c"])), file("030-b.ts", addOn(30, "b"))];
        expect(problems(() => checkAddOns(files))).to.deep.equal(
            ["b", "a", "c"].map(
                (need) =>
                    `components/platform/addons/020-a.ts: needs "${need}", which is no add-on with a lower number. Allowed: none.`,
            ),
        );
    });
});

describe("the selection of add-ons", () => {
    const all = [addOn(1, "a"), addOn(2, "b", ["a"])];
    const names = (kind: "context" | "eks", settings = {}): readonly string[] =>
        selectAddOns(all, { kind, environment: "dev" }, settings).map((selected) => selected.addOn.name);

    it("follows the kind of cluster unless the stack says otherwise", () => {
        expect(names("context")).to.deep.equal(["a", "b"]);
        expect(names("eks")).to.deep.equal([]);
        expect(names("eks", { b: { enabled: true } })).to.deep.equal(["b"]);
        expect(names("context", { a: { enabled: false } })).to.deep.equal(["b"]);
    });

    it("hands options over without the switch", () => {
        expect(
            selectAddOns(all, { kind: "context", environment: "local" }, { a: { enabled: true, level: 3 } })[0]
                ?.settings,
        ).to.deep.equal({
            level: 3,
        });
    });

    it("names an add-on whose need is off", () => {
        expect(
            missingNeeds(
                selectAddOns(all, { kind: "context", environment: "local" }, { a: { enabled: false } }),
                "context",
            ),
        ).to.deep.equal([{ name: "b", need: "a" }]);
        expect(missingNeeds(selectAddOns(all, { kind: "context", environment: "local" }, {}), "context")).to.deep.equal(
            [],
        );
    });
});

describe("charts", () => {
    it("come from their own places, named, whole or not at all", async () => {
        for (const stack of stacks) {
            for (const { inputs } of (await record(stack)).ofType("kubernetes:helm.sh/v3:Release")) {
                expect(inputs).to.include({ atomic: true, createNamespace: false, timeout: 600 });
                expect(inputs["name"]).to.match(/^[a-z][a-z0-9-]+$/);
            }
        }
    });

    it("come from a mirror over https where there is one", async () => {
        const stack = await runVariant("local", {
            edit: (config) => {
                write(config, "strata:charts", { mirror: "https://charts.example.com/all/" });
            },
        });
        const releases = stack.ofType("kubernetes:helm.sh/v3:Release");
        expect(releases).to.have.lengthOf(6);
        for (const { inputs } of releases) {
            expect(read(inputs, "repositoryOpts.repo")).to.equal("https://charts.example.com/all");
            expect(inputs["chart"]).to.equal(inputs["name"]);
        }
    });

    it("come from a mirror over oci where there is one", async () => {
        const stack = await runVariant("local", {
            edit: (config) => {
                write(config, "strata:charts", { mirror: "oci://registry.example.com/charts" });
            },
        });
        expect(stack.ofType("kubernetes:helm.sh/v3:Release")).to.not.be.empty;
        for (const { inputs } of stack.ofType("kubernetes:helm.sh/v3:Release")) {
            expect(inputs["chart"]).to.equal(`oci://registry.example.com/charts/${String(inputs["name"])}`);
            expect(inputs).to.not.have.property("repositoryOpts");
        }
    });

    it("install only what does not need one another side by side", async () => {
        const local = await record("local");
        const release = (name: string) => local.one("kubernetes:helm.sh/v3:Release", `local-${name}`);
        expect(local.comesBefore(release("prometheus-operator-crds"), release("cert-manager"))).to.be.true;
        expect(local.comesBefore(release("cert-manager"), release("traefik"))).to.be.true;
        expect(local.comesBefore(release("metrics-server"), release("traefik"))).to.be.false;
        expect(local.comesBefore(release("traefik"), release("metrics-server"))).to.be.false;
    });
});

describe("what add-ons ask for", () => {
    for (const stack of ["dev", "prod"] as const) {
        it(`is no less than their charts' values say, on ${stack}`, async () => {
            const size = stack === "prod" ? "highlyAvailable" : "single";
            const recorded = await record(stack);
            for (const { name, requests } of await loadAddOns()) {
                const place = `strata:index:AddOn::us-${name}`;
                const component = recorded.resources.find(({ urn }) => urn.endsWith(place));
                const values = recorded
                    .ofType("kubernetes:helm.sh/v3:Release")
                    .filter(({ parent }) => parent !== undefined && parent === component?.urn)
                    .map(({ inputs }) => inputs["values"]);
                for (const resource of ["cpu", "memory"] as const) {
                    const stated = requests?.[size][resource] ?? "0";
                    const asked = chartRequests(values, resource);
                    const says = `${name} asks for ${showQuantity(asked, resource)} of ${resource}, requests says ${stated}`;
                    expect(compareQuantities(asked, quantity(stated)), says).to.be.at.most(0);
                }
            }
        });
    }

    it("of Traefik asks on EKS for a load balancer in a group of its own, whose maker comes first", async () => {
        const stack = await runVariant("dev", {
            edit: (config) => {
                write(config, "strata:sites[0].addOns", { ingress: { enabled: true } });
            },
        });
        const traefik = stack.one("kubernetes:helm.sh/v3:Release", "us-traefik");
        const annotation = (name: string): unknown =>
            read(traefik.inputs, `values.service.annotations[service.beta.kubernetes.io/aws-load-balancer-${name}]`);
        expect(annotation("security-groups")).to.equal("simulated-securitygroup-us-traefik");
        expect(annotation("manage-backend-security-group-rules")).to.equal("false");
        const controller = stack.one("kubernetes:helm.sh/v3:Release", "us-aws-load-balancer-controller");
        expect(stack.comesBefore(controller, traefik)).to.be.true;
        const ports = stack
            .ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
            .filter(({ inputs }) => inputs["referencedSecurityGroupId"] === "simulated-securitygroup-us-traefik")
            .map(({ inputs }) => inputs["fromPort"]);
        expect(ports).to.have.members([8000, 8443]);
    });
});
