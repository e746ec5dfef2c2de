/** `strata upgrade` up to the engine: what it refuses, and what it finds in the way. The steps stand in tests/engine. */
import { expect } from "chai";
import { ScratchProject, type Outcome } from "../support/project.ts";
import { budget, eksOffers, eksState, readyForUpgrade, type Versions } from "./eks-tools.ts";
import { list, liveTools, node, type Json } from "./live-cluster.ts";
import type { StubTools } from "./stub-tools.ts";

const today: Versions = { plane: "1.35", newAddOns: false, nodes: "1.35" };

describe("strata upgrade", function () {
    this.timeout(60_000);
    let project: ScratchProject;
    let tools: StubTools;
    let file: string;
    before(() => {
        project = new ScratchProject();
        file = project.read("Pulumi.dev.yaml");
    });
    beforeEach(() => {
        tools = eksOffers(liveTools());
    });
    afterEach("the stack's file is as it was, and nothing was asked to change", () => {
        expect(project.read("Pulumi.dev.yaml")).to.equal(file);
        const words = tools.calls().map(({ args }) => args.join(" "));
        expect(words.filter((line) => /\b(update-(?!kubeconfig)|delete|create|apply|patch|drain)/.test(line))).to.be
            .empty;
        tools.remove();
    });
    after(() => {
        project.remove();
    });

    const upgrade = (...args: readonly string[]): Promise<Outcome> => project.strata(["upgrade", ...args], tools.env());
    const onDev = (...args: readonly string[]): Promise<Outcome> => upgrade("us", "--stack", "dev", ...args);

    for (const [to, plane, problem] of [
        ["1.37", "1.35", "--to: found 1.37, allowed: 1.36. The control plane runs 1.35 and goes one minor at a time."],
        ["1.34", "1.35", "--to: found 1.34, and the control plane runs 1.35: EKS has no way back."],
        ["1.37", "1.36", "--to: found 1.37, which EKS does not offer. Offered: 1.34, 1.35, 1.36."],
        ["36", "1.35", '--to: found "36", allowed: a minor version, such as 1.36.'],
    ] as const) {
        it(`refuses --to ${to} where the control plane runs ${plane}: exit 2`, async () => {
            eksState(tools, { ...today, plane });
            const { code, stdout, stderr } = await onDev("--to", to, "--yes");
            expect(stderr).to.equal(`command line: 1 problem\n  ${problem}\n`);
            expect(stdout).to.equal("");
            expect(code).to.equal(2);
        });
    }

    it("refuses two minors that the stack's file asks for: exit 2", async () => {
        eksState(tools, { ...today, plane: "1.33" });
        const { code, stderr } = await onDev("--yes");
        expect(stderr).to.include("strata:sites[0].cluster.version: found 1.35, allowed: 1.34.");
        expect(code).to.equal(2);
    });

    it("refuses a site on an existing cluster, a site that nobody has, and one that several stacks have: exit 2", async () => {
        const local = await upgrade("local", "--yes");
        expect(local.stderr).to.match(
            /^Pulumi\.local\.yaml: 1 problem\n {2}strata:sites\[0]\.cluster: .* there already/,
        );
        const nobody = await upgrade("mars", "--yes");
        expect(nobody.stderr).to.match(/<site>: no stack has a site "mars", allowed: .*\bus\b/);
        const several = await upgrade("us", "--yes");
        expect(several.stderr).to.match(/--stack: is missing: dev, .*prod.* have a site "us", say which\.\n$/);
        expect([local.code, nobody.code, several.code]).to.deep.equal([2, 2, 2]);
        expect(tools.calls()).to.be.empty;
    });

    it("says that there is nothing newer, or nothing to do: exit 0", async () => {
        eksState(tools, { plane: "1.36", newAddOns: true, nodes: "1.36" });
        project.writeStack("newest", "dev", { "strata:sites[0].cluster.version": "1.36" });
        const newest = await upgrade("us", "--stack", "newest");
        expect(newest.stdout).to.equal("Site us of newest runs Kubernetes 1.36, the newest that EKS offers.\n");
        expect(newest.code).to.equal(0);
    });

    const kubelet = (kubeletVersion: string): Json => ({ ...node("node-a"), status: { nodeInfo: { kubeletVersion } } });
    const metric = (release: string): string =>
        `apiserver_requested_deprecated_apis{group="policy",removed_release="${release}",resource="poddisruptionbudgets",subresource="",version="v1beta1"} 1\n`;
    const insight = (status: string) => ({ name: "EKS add-on version", insightStatus: { status, reason: "too old" } });

    for (const [what, line, answer] of [
        [
            "a kubelet four minors behind",
            "fail  version of node node-a  kubelet v1.32.9, 4 behind 1.36; allowed: 3",
            () => tools.on("kubectl", / get nodes /, list(kubelet("v1.32.9"))),
        ],
        [
            "a kubelet newer than the API server",
            "fail  version of node node-a  kubelet v1.36.0 is newer than the API server, v1.35.2",
            () => tools.on("kubectl", / get nodes /, list(kubelet("v1.36.0"))),
        ],
        [
            "an API in use that is gone",
            "fail  API policy/v1beta1/poddisruptionbudgets  is in use, and gone in 1.36",
            () => tools.on("kubectl", / get --raw \/metrics/, { stdout: metric("1.36") }),
        ],
        [
            "a disruption budget that lets nothing go",
            "fail  disruption budget pms/pms-auth  lets none of its 2 pods go: no node drains",
            () => tools.on("kubectl", / get poddisruptionbudgets /, list(budget("pms-auth", 0))),
        ],
        [
            "an insight of EKS with an error",
            "fail  insight EKS add-on version  ERROR: too old",
            () => tools.on("aws", /^eks list-insights /, { stdout: JSON.stringify({ insights: [insight("ERROR")] }) }),
        ],
    ] as const) {
        it(`stops at ${what}, and changes nothing: exit 1`, async () => {
            eksState(tools, today);
            answer();
            readyForUpgrade(tools);
            const { code, stdout, stderr } = await onDev("--yes");
            expect(stderr).to.equal("");
            const failed = stdout.split("\n").filter((each) => each.startsWith("fail"));
            expect(failed).to.deep.equal([line]);
            expect(stdout).to.match(/\n1 check failed\.\nNothing was changed\.\n$/);
            expect(code).to.equal(1);
        });
    }

    it("shows the plan, lets what is no hindrance pass, and writes nothing where there is no engine: exit 2", async () => {
        eksState(tools, today);
        tools
            .on("kubectl", / get nodes /, list(kubelet("v1.33.0")))
            .on("kubectl", / get --raw \/metrics/, { stdout: metric("1.37") })
            .on("aws", /^eks list-insights /, { stderr: "An error occurred (AccessDeniedException)", code: 254 });
        readyForUpgrade(tools);
        const { code, stdout, stderr } = await onDev("--yes");
        expect(stdout).to.match(/^Site us of dev: cluster pms-dev, Kubernetes 1\.35 to 1\.36\n/);
        expect(stdout).to.match(/\n1 control plane +pms-dev +1\.35 +1\.36 +to do\n/);
        expect(stdout).to.match(/\n2 add-ons of EKS +vpc-cni +v1\.21\.1-eksbuild\.3 +v1\.21\.1-eksbuild\.3 +ACTIVE\n/);
        expect(stdout).to.match(
            /\n2 add-ons of EKS +kube-proxy +v1\.35\.0-eksbuild\.2 +v1\.36\.0-eksbuild\.2 +to do\n/,
        );
        expect(stdout).to.match(/\n3 nodes +general +1\.35 +1\.36 +to do\n/);
        expect(stdout).to.include("\npass  version of node node-a  kubelet v1.33.0, 3 behind 1.36\n");
        expect(stdout).to.match(/\nwarn {2}insights of EKS {2}not known: .*AccessDenied/s);
        expect(stderr).to.include("pulumi: is not there.");
        expect(code).to.equal(2);
    });
});
