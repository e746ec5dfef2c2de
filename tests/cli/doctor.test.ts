/** `strata doctor` with stand-ins on PATH: each of them is there, missing, broken or somebody else. */
import { expect } from "chai";
import { ScratchProject } from "../support/project.ts";
import { StubTools } from "./stub-tools.ts";

const versions: Readonly<Record<string, readonly [RegExp, string]>> = {
    kubectl: [/^version --client$/, "Client Version: v1.35.2\nKustomize Version: v5.7.1\n"],
    helm: [/^version$/, 'version.BuildInfo{Version:"v4.0.1", GitCommit:"abc"}\n'],
    aws: [/^--version$/, "aws-cli/2.31.0 Python/3.13.7 Linux/6.1\n"],
    pulumi: [/^version$/, "v3.259.0\n"],
    node: [/^--version$/, "v24.21.0\n"],
    argocd: [/^version --client$/, "argocd: v3.2.1+ff1a8d0\n"],
    docker: [/^--version$/, "Docker version 28.2.2, build e6534b4\n"],
    k9s: [/^version$/, "Version:    v0.50.16\n"],
};
const identity = (account: string): string =>
    JSON.stringify({ UserId: "AIDA", Account: account, Arn: `arn:aws:iam::${account}:user/operator` });

describe("strata doctor", function () {
    this.timeout(60_000);
    const project = new ScratchProject();
    let tools: StubTools;
    afterEach(() => {
        tools.remove();
    });
    after(() => {
        project.remove();
    });

    function install(missing: readonly string[] = [], account = "111122223333"): StubTools {
        const stubs = new StubTools();
        for (const [name, [args, stdout]] of Object.entries(versions)) {
            if (!missing.includes(name)) stubs.on(name, args, { stdout });
        }
        return missing.includes("aws")
            ? stubs
            : stubs.on("aws", /^sts get-caller-identity /, { stdout: identity(account) });
    }
    const doctor = (...args: readonly string[]) => project.strata(["doctor", ...args], tools.env());

    it("PMS-01 prints the version of each tool and is ready: exit 0", async () => {
        tools = install();
        const { code, stdout, stderr } = await doctor("dev", "--system", "pms");
        expect(stderr).to.equal("");
        for (const line of [
            "pass  kubectl  v1.35.2",
            "pass  helm  v4.0.1",
            "pass  aws  2.31.0",
            "pass  pulumi  v3.259.0",
            "pass  node  v24.21.0",
            "pass  argocd  v3.2.1+ff1a8d0",
            "pass  docker  28.2.2",
            "pass  k9s  v0.50.16",
            "pass  site us  arn:aws:iam::111122223333:user/operator in us-east-1, account 111122223333",
        ]) {
            expect(stdout.split("\n")).to.include(line);
        }
        expect(stdout).to.match(/\nReady\.\n$/);
        expect(code).to.equal(0);
    });

    for (const name of ["kubectl", "helm", "aws", "pulumi", "node"]) {
        it(`PMS-01 names ${name} when it is missing from PATH: exit 1`, async () => {
            tools = install([name]);
            const { code, stdout } = await doctor("dev", "--system", "pms");
            expect(stdout).to.match(new RegExp(`\\nfail  ${name}  not on PATH`));
            expect(stdout.match(/^fail /gm)).to.have.length(1);
            expect(stdout).to.include(`Not ready: ${name}.`);
            expect(code).to.equal(1);
        });
    }

    it("PMS-01 warns once each when argocd, docker and k9s are missing: exit 0", async () => {
        tools = install(["argocd", "docker", "k9s"]);
        const { code, stdout } = await doctor("dev", "--system", "pms");
        for (const name of ["argocd", "docker", "k9s"]) {
            expect(stdout.match(new RegExp(`^warn  ${name}  not on PATH`, "gm")), name).to.have.length(1);
        }
        expect(stdout.match(/^warn /gm)).to.have.length(3);
        expect(code).to.equal(0);
    });

    it("PMS-01 does not ask for aws on local: exit 0", async () => {
        tools = install(["aws"]);
        const { code, stdout } = await doctor("local", "--system", "pms");
        expect(stdout).to.not.include("aws");
        expect(code).to.equal(0);
    });

    it("names a tool that is there and fails: exit 1", async () => {
        tools = install(["helm"]).on("helm", /^version$/, { stderr: "helm: broken install\n", code: 126 });
        const { code, stdout } = await doctor("dev");
        expect(stdout).to.match(/\nfail {2}helm {2}helm: broken install/);
        expect(code).to.equal(1);
    });

    it("refuses credentials of another account, and says whose they are: exit 1", async () => {
        tools = install([], "444455556666");
        const { code, stdout } = await doctor("prod");
        expect(stdout).to.match(
            /\nfail {2}site us .+ account 444455556666, but Pulumi\.prod\.yaml says account 111122223333\n/,
        );
        expect(code).to.equal(1);
    });

    it("says that there are no credentials: exit 1", async () => {
        tools = new StubTools();
        for (const [name, [args, stdout]] of Object.entries(versions)) tools.on(name, args, { stdout });
        tools.on("aws", /^sts /, { stderr: "Unable to locate credentials\n", code: 253 });
        const { code, stdout } = await doctor("dev");
        expect(stdout).to.match(/\nfail {2}site us .+\nUnable to locate credentials\n/);
        expect(code).to.equal(1);
    });

    it("knows no stack and no system of another name and names the nearest: exit 2, no tool was asked", async () => {
        tools = install();
        const stack = await doctor("prdo");
        expect(stack.stderr).to.include('there is no stack "prdo"').and.include('Did you mean "prod"?');
        const system = await doctor("prod", "--system", "pmss");
        expect(system.stderr).to.equal(
            'command line: 1 problem\n  --system: stack prod has no system "pmss", allowed: pms. Did you mean "pms"?\n',
        );
        expect([stack.code, system.code]).to.deep.equal([2, 2]);
        expect(tools.calls()).to.be.empty;
    });

    it("looks newer values up with --refresh, by number and not by letter, and changes nothing: exit 0", async () => {
        tools = install()
            .on("aws", /^ec2 describe-availability-zones .*--region us-east-1/, {
                stdout: JSON.stringify({ AvailabilityZones: [{ ZoneName: "us-east-1a" }, { ZoneName: "us-east-1f" }] }),
            })
            .on("aws", /^eks describe-addon-versions --addon-name [a-z-]+ --kubernetes-version 1\.35 /, {
                stdout: JSON.stringify({
                    addons: [
                        {
                            addonVersions: [
                                { addonVersion: "v1.9.9-eksbuild.9" },
                                { addonVersion: "v1.99.0-eksbuild.10" },
                                { addonVersion: "v1.99.0-eksbuild.2" },
                            ],
                        },
                    ],
                }),
            })
            .on("aws", /^ssm get-parameter --name \/aws\/service\/eks\/optimized-ami\/1\.35\//, {
                stdout: JSON.stringify({ Parameter: { Value: "1.35.2-20261101" } }),
            });
        const before = project.read("Pulumi.dev.yaml");
        const { code, stdout, stderr } = await doctor("dev", "--refresh");
        expect(stderr).to.equal("");
        expect(stdout).to.match(/\ncluster\.network\.zones +us-east-1a us-east-1b +us-east-1a us-east-1f\n/);
        expect(stdout).to.match(/\ncluster\.addOnVersions\.kubeProxy +v1\.35\.0-eksbuild\.2 +v1\.99\.0-eksbuild\.10\n/);
        expect(stdout).to.include("AMI release 1.35.2-20261101");
        expect(project.read("Pulumi.dev.yaml")).to.equal(before);
        expect(code).to.equal(0);
    });
});
