/** `strata local` up to the engine: what is missing is told before anything is made, and what is made goes away again. */
import { expect } from "chai";
import { ScratchProject } from "../support/project.ts";
import { StubTools } from "./stub-tools.ts";

describe("strata local", function () {
    this.timeout(60_000);
    let project: ScratchProject;
    let tools: StubTools;
    beforeEach(() => {
        project = new ScratchProject();
        tools = new StubTools();
    });
    afterEach(() => {
        project.remove();
        tools.remove();
    });
    const local = (...args: readonly string[]) => project.strata(["local", ...args], tools.env());
    const made = () => tools.calls().filter(({ args }) => /^(create|run|exec|delete|rm)$/.test(args[0] ?? ""));

    /** Programs that work. */
    const installed = (): StubTools =>
        tools
            .on("kubectl", /^version /, { stdout: "Client Version: v1.35.2\n" })
            .on("pulumi", /^version$/, { stdout: "v3.259.0\n" })
            .on("docker", /^info /, { stdout: "29.1.0\n" })
            .on("kind", /^version$/, { stdout: "kind v0.32.0\n" });

    it("says of every program that is missing what it is and how to get it, and makes nothing: exit 2", async () => {
        const { code, stdout, stderr } = await local("up");
        expect(stderr).to.equal(
            [
                "PATH: 4 problems",
                "  docker: is not there. Install and start Docker (https://docs.docker.com/get-started/get-docker/), or use a cluster that runs already: make local CONTEXT=current.",
                "  kind: is not there. Install it, 0.32 or later: https://kind.sigs.k8s.io/docs/user/quick-start/#installation, or use a cluster that runs already: make local CONTEXT=current.",
                "  kubectl: is not there. Install it: https://kubernetes.io/docs/tasks/tools/.",
                "  pulumi: is not there. Install it, 3.250 or later: https://www.pulumi.com/docs/iac/download-install/.",
                "",
            ].join("\n"),
        );
        expect(stdout).to.equal("");
        expect(project.files(".local")).to.equal(undefined);
        expect(code).to.equal(2);
    });

    it("says what a Docker without daemon says: exit 2, before kind is asked for clusters", async () => {
        const said = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock.";
        tools.on("docker", /^info /, { stderr: `${said}\n`, code: 1 });
        installed();
        const { code, stderr } = await local("up");
        expect(stderr).to.match(/^PATH: 1 problem\n {2}docker: is there, and does not work: Cannot connect/);
        expect(stderr).to.include("make local CONTEXT=current");
        expect(made()).to.be.empty;
        expect(project.files(".local")).to.equal(undefined);
        expect(code).to.equal(2);
    });

    it("needs neither Docker nor kind for a cluster that is there, and asks before it changes it: exit 2 without a terminal", async () => {
        tools
            .on("kubectl", /^config get-contexts /, { stdout: "k3d-lab\nother\n" })
            .on("kubectl", /^config current-context$/, { stdout: "k3d-lab\n" })
            .on("kubectl", /^version /, {})
            .on("pulumi", /^version$/, {});
        const { code, stderr } = await local("up", "--context", "current");
        expect(stderr).to.include("--yes: is missing: there is no terminal on which to ask for approval.");
        expect(project.files(".local")).to.equal(undefined);
        expect(code).to.equal(2);
    });

    for (const [title, args, said] of [
        [
            "a context that is not there",
            ["--context", "k3d-lap"],
            '--context: found "k3d-lap", allowed: current, k3d-lab. Did you mean "k3d-lab"?',
        ],
        [
            "no current context",
            ["--context", "current"],
            "--context: the kubeconfig has no current context. Choose one: kubectl config use-context <name>; it has: k3d-lab.",
        ],
        ["a system that is none", ["--systems", "pmz"], '--systems: found "pmz", allowed: pms'],
    ] as const) {
        it(`refuses ${title}: exit 2`, async () => {
            installed()
                .on("kubectl", /^config get-contexts /, { stdout: "k3d-lab\n" })
                .on("kubectl", /^config current-context$/, { stderr: "error: current-context is not set\n", code: 1 });
            const { code, stderr } = await local("up", ...args);
            expect(stderr).to.include(said);
            expect(made()).to.be.empty;
            expect(code).to.equal(2);
        });
    }

    it("leaves nothing where kind fails, and shows what it said: exit 3", async () => {
        installed()
            .on("kind", /^get clusters$/, { stderr: "No kind clusters found.\n" })
            .on("kind", /^create cluster --config .*kind\.yaml --wait 180s$/, {
                stderr: "ERROR: port 80 is taken\n",
                code: 1,
            });
        const { code, stderr } = await local("up");
        expect(stderr).to.include("ERROR: port 80 is taken");
        expect(stderr).to.include("kind did not make the cluster; nothing of it is left.");
        expect(code).to.equal(3);
        expect(project.files(".local")).to.not.include("home.json");
    });

    it("has nothing to remove where nothing was made: exit 0", async () => {
        const { code, stdout } = await local("down", "--yes");
        expect(stdout).to.include("There is nothing to remove");
        expect(code).to.equal(0);
    });

    it("removes cluster, registry and folder: exit 0", async () => {
        installed()
            .on("kind", /^delete cluster --name strata$/)
            .on("docker", /^inspect strata-registry$/)
            .on("docker", /^rm --force --volumes strata-registry$/);
        project.write(".local/home.json", '{"kind":true,"context":"kind-strata"}\n');
        const { code, stdout, stderr } = await local("down", "--yes");
        expect(stderr).to.equal("");
        expect(stdout).to.include("Removed: the kind cluster, its registry.");
        expect(made().map(({ program, args }) => [program, ...args].join(" "))).to.deep.equal([
            "kind delete cluster --name strata",
            "docker rm --force --volumes strata-registry",
        ]);
        expect(project.files(".local")).to.equal(undefined);
        expect(code).to.equal(0);
    });

    it("refuses another cluster while the stack stands in one: its state knows only that one: exit 2", async () => {
        installed().on("kubectl", /^config get-contexts /, { stdout: "k3d-lab\n" });
        project.write(".local/home.json", '{"kind":true,"context":"kind-strata"}\n');
        const { code, stderr } = await local("up", "--context", "k3d-lab", "--yes");
        expect(stderr)
            .to.include('found "k3d-lab", but the stack stands in kind-strata')
            .and.include("make local-down");
        expect(code).to.equal(2);
    });
});
