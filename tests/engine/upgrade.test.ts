/** `strata upgrade` on the real engine: its steps in their order, ended in between and taken up again. */
import { expect } from "chai";
import { eksOffers, eksState, readyForUpgrade } from "../cli/eks-tools.ts";
import { condition, healthyPms, list, node, versionAsked } from "../cli/live-cluster.ts";
import { read } from "../support/values.ts";
import { CliProject } from "./cli-project.ts";

const down = condition("Ready", "False", "KubeletNotReady", "container runtime is down");

function dev(): CliProject {
    const project = new CliProject("dev");
    const { tools } = project;
    tools
        .on("aws", /^(eks update-kubeconfig|--version)/, { stdout: "aws-cli/2.31.0\n" })
        .on("kubectl", versionAsked, { stdout: JSON.stringify({ gitVersion: "v1.35.2" }) })
        // After the deployment and before the upgrade it is well; then the new control plane has a node that is not.
        .on("kubectl", / get nodes /, { ...list(node("node-a")), times: 2 })
        .on("kubectl", / get nodes /, { ...list(node("node-a", down)), times: 1 })
        .on("kubectl", / get pods,services,/, list(...healthyPms))
        .on("kubectl", / get externalsecrets/, list());
    readyForUpgrade(eksOffers(tools));
    // What AWS says before the first step, after it and when the second run starts, after the second, after the third.
    eksState(tools, { plane: "1.35", newAddOns: false, nodes: "1.35" }, 1);
    eksState(tools, { plane: "1.36", newAddOns: false, nodes: "1.35" }, 2);
    eksState(tools, { plane: "1.36", newAddOns: true, nodes: "1.35" }, 1);
    eksState(tools, { plane: "1.36", newAddOns: true, nodes: "1.36" });
    return project;
}

/** Version of what exists of a type, by its name. */
const versionsOf = ({ store }: CliProject, type: string, name: string, version: string): Record<string, unknown> =>
    Object.fromEntries(
        store
            .all()
            .filter((each) => each.type === type)
            .map(({ inputs }) => [String(read(inputs, name)), read(inputs, version)]),
    );

describe("strata upgrade on the engine", function () {
    this.timeout(900_000);
    let project: CliProject;
    before(async () => {
        project = dev();
        await project.init();
        expect((await project.strata("deploy", "dev", "--yes")).code).to.equal(0);
    });
    after(() => {
        project.remove();
    });

    const planes = () => versionsOf(project, "aws:eks/cluster:Cluster", "name", "version");
    const addOns = () => versionsOf(project, "aws:eks/addon:Addon", "addonName", "addonVersion");
    const nodes = () => versionsOf(project, "aws:eks/nodeGroup:NodeGroup", "nodeGroupName", "version");

    it("upgrades the control plane alone, verifies, and stops where something does not run: exit 1", async () => {
        const { code, stdout } = await project.strata("upgrade", "us", "--stack", "dev", "--to", "1.36", "--yes");
        expect(stdout).to.match(/\nstrata:sites\[0]\.cluster\.version +1\.35 +1\.36\n/);
        expect(stdout).to.include("\nStep 1 of 3: control plane\n").and.not.include("Step 2 of 3");
        expect(stdout).to.include("\npass  pms-dev  1.36, ACTIVE\n");
        expect(stdout).to.match(/\nfail {2}node node-a {2}NotReady/);
        expect(stdout).to.include("Stopped at: control plane. The same command goes on from here.");
        expect(planes()).to.deep.equal({ "pms-dev": "1.36" });
        expect(addOns()).to.include({ "kube-proxy": "v1.35.0-eksbuild.2", coredns: "v1.13.2-eksbuild.1" });
        expect(nodes()).to.deep.equal({ general: "1.35" });
        expect(project.setting("config.strata:sites[0].cluster.version")).to.equal("1.36");
        expect(code).to.equal(1);
    });

    it("goes on with add-ons and then nodes when it is run again: exit 0", async () => {
        const { code, stdout, stderr } = await project.strata("upgrade", "us", "--stack", "dev", "--yes");
        expect(stderr).to.equal("");
        expect(stdout).to.not.include("Step 1 of 3").and.not.include("Changes in Pulumi.dev.yaml");
        const [addOnStep, nodeStep] = ["Step 2 of 3: add-ons of EKS", "Step 3 of 3: nodes"].map((step) =>
            stdout.indexOf(step),
        );
        expect(addOnStep).to.be.greaterThan(0);
        expect(nodeStep).to.be.greaterThan(addOnStep ?? Infinity);
        expect(stdout.slice(addOnStep, nodeStep), "verified in between").to.include(
            "\npass  coredns  v1.14.0-eksbuild.1",
        );
        expect(stdout.slice(addOnStep, nodeStep)).to.not.include("nodeGroup:NodeGroup us-general updat");
        expect(stdout).to.match(/\nSite us of dev runs Kubernetes 1\.36\.\n$/);
        expect(addOns()).to.include({ "kube-proxy": "v1.36.0-eksbuild.2", coredns: "v1.14.0-eksbuild.1" });
        expect(nodes()).to.deep.equal({ general: "1.36" });
        expect(code).to.equal(0);
    });

    it("leaves nothing to a deployment that comes after it: exit 0", async () => {
        const before = project.store.all();
        const { code, stdout } = await project.strata("deploy", "dev", "--yes");
        expect(stdout).to.include("Nothing changes.");
        expect(project.store.all()).to.deep.equal(before);
        expect(code).to.equal(0);
    });
});
