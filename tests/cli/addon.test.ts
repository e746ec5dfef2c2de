/** `strata addon list`, `explain` and `waves`: what is said of add-ons without a cluster. */
import { expect } from "chai";
import { loadAddOns } from "../../components/platform/registry.ts";
import { addOnWaves } from "../../preview/add-on-waves.ts";
import { ScratchProject, type Outcome } from "../support/project.ts";
import { record } from "../support/stacks.ts";
import { StubTools } from "./stub-tools.ts";

describe("strata addon", function () {
    this.timeout(60_000);
    let project: ScratchProject;
    let tools: StubTools;
    before(() => {
        project = new ScratchProject();
        project.writeStack("other", "dev", {
            "strata:sites[0].addOns": { reloader: { enabled: false }, ingress: { enabled: true } },
        });
        tools = new StubTools();
    });
    afterEach("no program is asked", () => {
        expect(tools.calls()).to.be.empty;
    });
    after(() => {
        project.remove();
        tools.remove();
    });

    const addOn = (...args: readonly string[]): Promise<Outcome> => project.strata(["addon", ...args], tools.env());

    it("list: every add-on by number, with its summary: exit 0", async () => {
        const { code, stdout, stderr } = await addOn("list");
        expect(stderr).to.equal("");
        const numbers = stdout
            .trimEnd()
            .split("\n")
            .slice(1)
            .map((line) => line.split(/ {2,}/));
        expect(numbers).to.deep.equal(
            (await loadAddOns()).map(({ order, name, summary }) => [String(order).padStart(3, "0"), name, summary]),
        );
        expect(code).to.equal(0);
    });

    it("list <stack>: on or off, by default or by the file, with charts and namespaces: exit 0", async () => {
        const { code, stdout, stderr } = await addOn("list", "other", "--site", "us");
        expect(stderr).to.equal("");
        expect(stdout).to.match(/^Site us: cluster pms-dev \(eks, dev\)\n/);
        expect(stdout).to.match(/\n010 +cert-manager +on +default for eks +cert-manager v[\d.]+ +cert-manager\n/);
        expect(stdout).to.match(
            /\n075 +reloader +off +Pulumi\.other\.yaml: strata:sites\[0]\.addOns\.reloader\.enabled\n/,
        );
        expect(stdout).to.match(
            /\n030 +ingress +on +Pulumi\.other\.yaml: strata:sites\[0]\.addOns\.ingress\.enabled +traefik [\d.]+ +traefik\n/,
        );
        const local = await addOn("list", "local");
        expect(local.stdout).to.match(/\n009 +node-autoscaling +off +works on AWS only\n/);
        expect([code, local.code]).to.deep.equal([0, 0]);
    });

    it("explain: options with types, defaults and descriptions, needs both ways, gaps and privileges: exit 0", async () => {
        const { code, stdout, stderr } = await addOn("explain", "30");
        expect(stderr).to.equal("");
        expect(stdout).to.match(/^030 ingress: Traefik/);
        expect(stdout).to.match(/\nNeeds +prometheus-operator-crds, issuers; on eks also load-balancer-controller\n/);
        expect(stdout).to.match(/\nenabled +boolean +On or off/);
        expect(stdout).to.match(/\nnodePorts\.web +integer, 30000 to 32767\n/);
        expect(stdout).to.match(/\nnodePorts +object +\{"web":30080,"websecure":30443} +Ports of the nodes/);
        expect(stdout).to.match(/\ntolerations\[]\.operator +"Equal" \| "Exists" +"Exists" +Whether the value counts/);
        expect(stdout).to.not.include("Site ");
        const needed = await addOn("explain", "prometheus-operator-crds");
        expect(needed.stdout).to.match(/\nNeeded by .*\bcert-manager\b.*\bingress\b/);
        expect([code, needed.code]).to.deep.equal([0, 0]);
    });

    it("explain <stack>: wave, charts, Pod Security and what it registers, in the number that the preview has", async () => {
        const { stdout, stderr } = await addOn("explain", "ingress", "local");
        expect(stderr).to.equal("");
        const recorded = await record("local");
        const waves = addOnWaves(recorded.resources)[0]?.waves ?? [];
        const wave = waves.findIndex((names) => names.includes("ingress")) + 1;
        expect(stdout).to.include("\nSite local of local: on (default for context)\n");
        expect(stdout).to.include(`\nWave ${wave} of ${waves.length}\n`);
        expect(stdout).to.match(/\ntraefik +[\d.]+ +traefik\/traefik +oci:\/\/ghcr\.io\/traefik\/helm\n/);
        expect(stdout).to.include("\nNamespace traefik: Pod Security restricted\n");
        const isBelow = (urn: string | undefined): boolean =>
            urn !== undefined &&
            (urn.endsWith("strata:index:AddOn::local-ingress") ||
                isBelow(recorded.resources.find((resource) => resource.urn === urn)?.parent));
        const below = recorded.resources.filter(({ parent, custom }) => custom && isBelow(parent));
        expect(below.length).to.be.greaterThan(5);
        expect(stdout).to.include(`\nRegisters ${below.length} resources: IngressClass 1, Middleware 1, `);
    });

    it("explain <stack>: what an add-on that is off would register, and why one cannot be on", async () => {
        const off = await addOn("explain", "velero", "dev");
        expect(off.stdout).to.include("\nSite us of dev: off (default for eks)\nWhat follows is what it would be");
        expect(off.stdout).to.match(/\nRegisters \d+ resources: .*Release 1, Role 1,/);
        const impossible = await addOn("explain", "9", "local");
        expect(impossible.stdout).to.match(
            /\nNot possible there: strata:sites\[0].addOns.node-autoscaling: .* AWS only/,
        );
        expect([off.code, impossible.code]).to.deep.equal([0, 0]);
    });

    it("waves: as the edges of the stack have them, with the longest chain: exit 0", async () => {
        const { code, stdout } = await addOn("waves", "prod");
        const [us] = addOnWaves((await record("prod")).resources);
        expect(stdout.split("\n")[0]).to.equal(`us: add-ons in ${us?.waves.length ?? 0} waves`);
        for (const names of us?.waves ?? []) expect(stdout).to.include(names.join(", "));
        expect(stdout).to.include((us?.longestChain ?? []).join(" → "));
        expect(code).to.equal(0);
    });

    for (const [args, problem] of [
        [["explain", "31"], /there is no add-on "31", allowed: 002 .*\. Did you mean "030", which is ingress\?\n$/],
        [["explain", "cert-manger"], /there is no add-on "cert-manger", .* Did you mean "cert-manager"\?\n$/],
        [["explain", "30", "prdo"], /there is no stack "prdo", .* Did you mean "prod"\?\n$/],
        [["list", "dev", "--site", "uss"], /--site: stack dev has no site "uss", allowed: us\. Did you mean "us"\?\n$/],
        [["waves", "prdo"], /there is no stack "prdo"/],
        [["deploy", "traffic", "dev"], /there is no add-on "traffic", allowed: 002 /],
        [
            ["deploy", "velero", "dev"],
            /^Pulumi\.dev\.yaml: 1 problem\n {2}strata:sites\[0]\.addOns\.velero\.enabled: .* is off on site us \(default for eks\)/,
        ],
    ] as const) {
        it(`refuses "${args.join(" ")}" and says what to write: exit 2`, async () => {
            const { code, stdout, stderr } = await addOn(...args);
            expect(stderr).to.match(problem);
            expect(stdout).to.equal("");
            expect(code).to.equal(2);
        });
    }

    it("WEB-17 deploy refuses an unknown number with the nearest: exit 2", async () => {
        const { code, stdout, stderr } = await addOn("deploy", "31", "dev");
        expect(stderr).to.match(/there is no add-on "31", allowed: 002 .* Did you mean "030", which is ingress\?\n$/);
        expect(stdout).to.equal("");
        expect(code).to.equal(2);
    });
});
