/** `strata addon deploy` on the real engine, as somebody types it. */
import { expect } from "chai";
import { condition, deployment, healthyPms, list, node, pod, service, versionAsked } from "../cli/live-cluster.ts";
import { read } from "../support/values.ts";
import { CliProject } from "./cli-project.ts";

const available = condition("Available", "True", "MinimumReplicasAvailable");
const running = (name: string) => [pod(`${name}-1`), service(name), deployment(name, { conditions: [available] })];

function projectWith(stack: string): CliProject {
    const project = new CliProject(stack);
    project.tools
        .on("aws", /^(eks update-kubeconfig|--version)/, { stdout: "aws-cli/2.31.0\n" })
        .on("kubectl", versionAsked, { stdout: JSON.stringify({ gitVersion: "v1.35.2" }) })
        .on("kubectl", / get nodes /, list(node("node-a")))
        .on("kubectl", / get pods,services,.* --namespace pms /, list(...healthyPms))
        .on("kubectl", / get pods,services,.* --namespace cert-manager /, list(...running("cert-manager-webhook")))
        .on("kubectl", / get pods,services,.* --namespace kube-system /, list(...running("metrics-server")));
    return project;
}

/** Names of the objects of a type that exist; of a release its own. */
const namesOf = ({ store }: CliProject, type: string): readonly string[] =>
    store
        .all()
        .filter((each) => each.type === type)
        .map(({ inputs }) => String(read(inputs, type.endsWith(":Release") ? "name" : "metadata.name")))
        .toSorted();

const releases = (project: CliProject): readonly string[] => namesOf(project, "kubernetes:helm.sh/v3:Release");

describe("strata addon deploy on the engine", function () {
    this.timeout(600_000);
    let project: CliProject;
    afterEach(() => {
        project.remove();
    });

    it("WEB-17 local: makes the add-on by its number with what it needs, and nothing else; shows what runs: exit 0", async () => {
        project = projectWith("local");
        await project.init();
        const { code, stdout, stderr } = await project.strata("addon", "deploy", "10", "local", "--yes");
        expect(stderr).to.equal("");
        expect(stdout).to.match(/\nTargets: cert-manager on site local with what it needs, \d+ resources\n/);
        expect(stdout).to.match(/├─ local-cert-manager {2}AddOn {2}7 {2}Release\n/);
        expect(releases(project)).to.deep.equal(["cert-manager", "kube-prometheus-stack", "prometheus-operator-crds"]);
        expect(namesOf(project, "kubernetes:core/v1:Namespace")).to.deep.equal([
            "cert-manager",
            "monitoring",
            "node-exporter",
            "readiness",
        ]);
        expect(namesOf(project, "kubernetes:apps/v1:Deployment")).to.be.empty;
        const made = Number(/Targets: .*, (\d+) resources\n/.exec(stdout)?.[1]);
        expect(stdout).to.include(`\n    + ${made} created\n`);
        for (const line of [
            "Add-on cert-manager on site local: cluster kind-strata",
            "pass  pod cert-manager-webhook-1  Running, 1 of 1 containers ready",
            "pass  service cert-manager-webhook  ClusterIP, 172.20.0.9, http 8080",
            "pass  deployment cert-manager-webhook  1 of 1 available; Available True (MinimumReplicasAvailable)",
        ]) {
            expect(stdout.split("\n")).to.include(line);
        }
        expect(code).to.equal(0);

        // What is otherwise in the file meanwhile stays as it is in the cluster.
        expect((await project.strata("deploy", "local", "--yes")).code).to.equal(0);
        expect(releases(project)).to.include("traefik");
        project.project.replace("Pulumi.local.yaml", "tag: v1.2.0", "tag: v1.3.0");
        const again = await project.strata("addon", "deploy", "cert-manager", "local", "--yes");
        expect(again.stdout).to.include("Nothing changes.");
        expect(again.code).to.equal(0);
        expect(project.image("pms-auth")).to.match(/:v1\.2\.0$/);
    });

    it("WEB-17 dev: on an empty account makes network, cluster and nodes for it, and no database, cache or registry", async () => {
        project = projectWith("dev");
        await project.init();
        const { code, stdout } = await project.strata("addon", "deploy", "metrics-server", "dev", "--yes");
        expect(stdout).to.include("Targets: metrics-server on site us with what it needs,");
        expect(releases(project)).to.deep.equal([
            "cert-manager",
            "kube-prometheus-stack",
            "metrics-server",
            "prometheus-operator-crds",
        ]);
        const types = new Set(project.store.all().map(({ type }) => type));
        expect(types).to.include("aws:eks/cluster:Cluster").and.include("aws:eks/nodeGroup:NodeGroup");
        for (const type of types) expect(type).to.not.match(/^aws:(rds|elasticache|ecr|secretsmanager|wafv2)\//);
        expect(namesOf(project, "kubernetes:apps/v1:Deployment")).to.be.empty;
        const asked = project.tools.calls("kubectl").map(({ args }) => args.join(" "));
        expect(asked.at(-1), "of what is not its own, its release only").to.include(
            " --namespace kube-system --selector app.kubernetes.io/instance=metrics-server ",
        );
        expect(stdout).to.include("\npass  deployment metrics-server  1 of 1 available; Available True (");
        expect(code).to.equal(0);
    });
});
