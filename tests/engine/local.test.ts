/** `strata local` on the real engine: the cluster is a stand-in, the state, its passphrase and the stack are not. */
import { expect } from "chai";
import type { Outcome } from "../support/project.ts";
import { read } from "../support/values.ts";
import { CliProject } from "./cli-project.ts";
import { Registry } from "./registry.ts";

/** Backend and passphrase are the folder's own, as for who has set none. */
const nothingSet = {
    PULUMI_BACKEND_URL: undefined,
    PULUMI_CONFIG_PASSPHRASE: undefined,
    PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
};

class Laptop extends CliProject {
    readonly registry = new Registry(["pms-auth"]);

    constructor() {
        super("local", nothingSet);
        this.tools.on("kubectl", /^version --client$/, { stdout: "Client Version: v1.35.2\n" });
    }

    /** All that was said by any of them. */
    said = "";

    async local(...args: readonly string[]): Promise<Outcome> {
        const outcome = await this.strata("local", ...args);
        this.said += outcome.stdout + outcome.stderr;
        return outcome;
    }

    /** Command lines that change something on the machine. */
    changes(): readonly string[] {
        return this.tools
            .calls()
            .filter(({ args }) => /^(create|export|run|start|network|exec|delete|rm)$/.test(args[0] ?? ""))
            .map(({ program, args }) => [program, ...args].join(" "));
    }

    /** Names of the namespaces that are there. */
    namespaces(): readonly string[] {
        return this.store
            .all()
            .filter(({ type }) => type === "kubernetes:core/v1:Namespace")
            .map(({ inputs }) => String(read(inputs, "metadata.name")));
    }

    override remove(): void {
        this.registry.close();
        super.remove();
    }
}

describe("strata local on the engine", function () {
    this.timeout(900_000);

    describe("with kind", () => {
        let laptop: Laptop;
        let port: number;
        let passphrase: string;
        before(async () => {
            laptop = new Laptop();
            port = await laptop.registry.open();
            laptop.project.replace("Pulumi.local.yaml", "localhost:5001", `localhost:${port}`);
            laptop.tools
                .on("docker", /^info /, { stdout: "29.1.0\n" })
                .on("kind", /^version$/, { stdout: "kind v0.32.0\n" })
                .on("kind", /^get clusters$/, { stderr: "No kind clusters found.\n", times: 1 })
                .on("kind", /^get clusters$/, { stdout: "strata\n" })
                .on("kind", /^get nodes --name strata$/, { stdout: "strata-control-plane\nstrata-worker\n" })
                .on("kind", /^(create|delete) cluster |^export kubeconfig /)
                .on("docker", /^inspect --format \{\{\.State\.Running\}\} /, {
                    stderr: "no such object\n",
                    code: 1,
                    times: 1,
                })
                .on("docker", /^inspect --format \{\{\.State\.Running\}\} /, { stdout: "true\n" })
                .on("docker", /^inspect --format \{\{json /, { stdout: '{"bridge":{}}\n', times: 1 })
                .on("docker", /^inspect --format \{\{json /, { stdout: '{"bridge":{},"kind":{}}\n' })
                .on("docker", /^inspect strata-registry$/)
                .on("docker", /^(run|network|exec|rm) /);
        });
        after(() => {
            laptop.remove();
        });

        const told = (node: string): string =>
            `docker exec --interactive ${node} sh -c mkdir -p /etc/containerd/certs.d/localhost:${port} && ` +
            `cat > /etc/containerd/certs.d/localhost:${port}/hosts.toml`;

        it("makes cluster and registry, and brings the platform up without systems: exit 0", async () => {
            const committed = laptop.project.read("Pulumi.local.yaml");
            const { code, stdout, stderr } = await laptop.local("up", "--systems", "none");
            expect(stderr).to.equal("");
            const [cluster, registry, ...others] = laptop.changes();
            expect(cluster).to.match(/^kind create cluster --config \S+\/kind\.yaml --wait 180s$/);
            expect(registry).to.match(
                new RegExp(
                    `^docker run --detach --restart always --publish 127\\.0\\.0\\.1:${port}:5000 --name strata-registry registry:[\\d.]+@sha256:\\w{64}$`,
                ),
            );
            expect(others).to.deep.equal([
                "docker network connect kind strata-registry",
                told("strata-control-plane"),
                told("strata-worker"),
            ]);
            const exec = laptop.tools.calls("docker").filter(({ args }) => args[0] === "exec");
            expect(exec.map(({ input }) => input)).to.deep.equal(
                exec.map(() => '[host."http://strata-registry:5000"]\n'),
            );
            expect(stdout).to.include("Preview, with the policies").and.include("The stack local is up");
            expect(stdout).to.include("kubectl config use-context kind-strata");
            expect(laptop.namespaces()).to.include("cert-manager").and.not.include("pms");
            expect(laptop.project.read("Pulumi.local.yaml"), "the committed file").to.equal(committed);
            passphrase = laptop.project.read(".local/passphrase");
            expect(passphrase).to.match(/^[\w-]{32}$/);
            expect(laptop.project.files(".local/state")).to.include(".pulumi/stacks/strata/local.json");
            expect(code).to.equal(0);
        });

        it("adds a system in the same cluster, says which images nobody pushed, and gives its addresses: exit 0", async () => {
            const before = laptop.changes().length;
            const { code, stdout, stderr } = await laptop.local("up", "--systems", "pms");
            expect(stderr).to.equal("");
            expect(laptop.changes().slice(before)).to.deep.equal([
                "kind export kubeconfig --name strata",
                told("strata-control-plane"),
                told("strata-worker"),
            ]);
            expect(stdout).to.include(`localhost:${port} does not have 1 that the systems need:\n`);
            expect(stdout).to.include(`\n      localhost:${port}/pms-auth:v1.2.0\n`);
            expect(stdout).to.match(/\npms-[\w-]+: https:\/\/api\.pms\.localhost\S*\n/);
            expect(stdout).to.match(/\npms-frontend: https:\/\/app\.pms\.localhost\S*\n/);
            expect(laptop.namespaces()).to.include("pms");
            expect(laptop.image("pms-auth")).to.equal(`localhost:${port}/pms-auth:v1.2.0`);
            expect(code).to.equal(0);
        });

        it("changes nothing when it is run again: exit 0", async () => {
            const before = laptop.store.all();
            const { code, stdout, stderr } = await laptop.local("up", "--systems", "pms");
            expect(stderr).to.equal("");
            const [, update = ""] = stdout.split("\nUpdate\n");
            expect(update).to.match(/\nResources:\n +\d+ unchanged\n/);
            expect(laptop.store.all()).to.deep.equal(before);
            expect(laptop.project.read(".local/passphrase")).to.equal(passphrase);
            expect(code).to.equal(0);
        });

        it("removes cluster, registry, state and passphrase: exit 0", async () => {
            const before = laptop.changes().length;
            const { code, stdout, stderr } = await laptop.local("down", "--yes");
            expect(stderr).to.equal("");
            expect(laptop.changes().slice(before)).to.deep.equal([
                "kind delete cluster --name strata",
                "docker rm --force --volumes strata-registry",
            ]);
            expect(stdout).to.include("Removed: the kind cluster, its registry.");
            expect(laptop.project.files(".local")).to.equal(undefined);
            expect(code).to.equal(0);
        });

        it("has told the passphrase to nobody: neither terminal nor cluster nor another program's arguments", () => {
            const calls = laptop.tools.calls().map(({ args, input }) => [...args, input].join(" "));
            const objects = JSON.stringify(laptop.store.all());
            expect([laptop.said, ...calls, objects].join("\n")).to.not.include(passphrase);
        });
    });

    describe("in a cluster that is there", () => {
        let laptop: Laptop;
        before(() => {
            laptop = new Laptop();
            laptop.tools
                .on("kubectl", /^config get-contexts --output name$/, { stdout: "k3d-lab\nother\n" })
                .on("kubectl", /^config current-context$/, { stdout: "k3d-lab\n" });
        });
        after(() => {
            laptop.remove();
        });

        it("asks first, and changes nothing where nobody can answer: exit 2", async () => {
            const { code, stderr } = await laptop.local("up", "--context", "current", "--systems", "none");
            expect(stderr).to.include("--yes: is missing: there is no terminal on which to ask for approval.");
            expect(laptop.store.all()).to.be.empty;
            expect(laptop.project.files(".local")).to.equal(undefined);
            expect(code).to.equal(2);
        });

        it("brings the stack up there, without kind and Docker, and says where addresses lead: exit 0", async () => {
            const args = ["--context", "current", "--systems", "none", "--yes"];
            const { code, stdout, stderr } = await laptop.local("up", ...args);
            expect(stderr).to.equal("");
            expect(stdout).to.include("Addresses lead to the cluster's ingress: ports 30080 and 30443 of its nodes.");
            expect(stdout).to.include("kubectl config use-context k3d-lab");
            expect(laptop.namespaces()).to.include("cert-manager");
            expect(laptop.changes()).to.be.empty;
            expect(code).to.equal(0);
        });

        it("asks before it removes, and then removes the stack and nothing else: exit 0", async () => {
            const before = laptop.store.all();
            const asked = await laptop.local("down");
            expect(asked.stderr).to.include("--yes: is missing");
            expect(asked.code).to.equal(2);
            expect(laptop.store.all()).to.deep.equal(before);

            const { code, stdout, stderr } = await laptop.local("down", "--yes");
            expect(stderr).to.equal("");
            expect(stdout).to.include("Removed: the stack local in the cluster k3d-lab.");
            expect(laptop.store.all()).to.be.empty;
            expect(laptop.project.files(".local")).to.equal(undefined);
            expect(laptop.changes()).to.be.empty;
            expect(code).to.equal(0);
        });
    });
});
