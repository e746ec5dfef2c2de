/** Argo CD, what it may do for PMS, and PMS delivered by it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { InputError } from "../../../config/problem.ts";
import { renderBranch } from "../../../preview/render.ts";
import { cloudStacks, record, root, runVariant, stacks } from "../../support/stacks.ts";
import { read, readList, texts, write } from "../../support/values.ts";
import { objects } from "./pms.ts";

const repository = "https://git.pms-platform.com/platform/strata-manifests.git";

const byArgocd = (config: Record<string, unknown>): void => {
    write(config, "strata:systems.pms.delivery", "argocd");
};

describe("PMS: delivery", () => {
    it("PMS-37 Argo CD is the release argocd of the chart argo-cd 10.1.1, whose server is the Deployment argocd-server", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            expect(
                recorded.resources.filter(({ type }) => type.startsWith("kubernetes:kustomize")),
                stack,
            ).to.be.empty;
            if (stack === "local") continue;
            const { inputs } = recorded.one("kubernetes:helm.sh/v3:Release", `${stack === "dr" ? "dr" : "us"}-argo-cd`);
            expect(inputs, stack).to.deep.include({
                name: "argocd",
                chart: "oci://ghcr.io/argoproj/argo-helm/argo-cd",
                version: "10.1.1",
                namespace: "argocd",
            });
            // The chart calls the server `<release>-server` in the release's namespace unless one of these says otherwise.
            for (const path of ["nameOverride", "fullnameOverride", "namespaceOverride", "server.name"]) {
                expect(read(inputs, `values.${path}`), `${stack} ${path}`).to.equal(undefined);
            }
            expect(Number(read(inputs, "values.server.replicas")), stack).to.be.at.least(1);
        }
    });

    it("PMS-38 no Service of Argo CD is a load balancer: the server's is ClusterIP", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            expect(recorded.objects("Service", "argocd"), stack).to.be.empty;
            const releases = recorded
                .ofType("kubernetes:helm.sh/v3:Release")
                .filter(({ inputs }) => inputs["namespace"] === "argocd");
            expect(releases, stack).to.have.lengthOf(stack === "local" ? 0 : 1);
            for (const { inputs } of releases) {
                expect(read(inputs, "values.server.service.type"), stack).to.equal("ClusterIP");
                const types = texts(read(inputs, "values")).filter(({ path }) => path.endsWith(".service.type"));
                expect(
                    types.map(({ text }) => text),
                    stack,
                ).to.deep.equal(["ClusterIP"]);
            }
        }
    });

    it("PMS-39 the project names what it allows, and its role names applications of pms only", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const { inputs } = recorded.object("AppProject", "argocd/pms");
            expect(read(inputs, "spec.sourceRepos"), stack).to.deep.equal([repository]);
            expect(read(inputs, "spec.clusterResourceWhitelist"), stack).to.deep.equal([]);
            expect(readList(inputs, "spec.destinations"), stack).to.have.lengthOf(1);
            const allowed = texts(inputs["spec"]).filter(({ path }) => !path.startsWith(".roles"));
            for (const { path, text } of allowed) expect(text, `${stack} ${path}`).to.not.include("*");
            const kinds = readList(inputs, "spec.namespaceResourceWhitelist").map((each) => read(each, "kind"));
            expect(kinds, stack).to.include("Deployment").and.to.not.include.members(["Secret", "Role", "Ingress"]);
            const roles = readList(inputs, "spec.roles");
            expect(roles.length, stack).to.be.at.least(1);
            for (const role of roles) {
                const policies = readList(role, "policies");
                expect(policies, stack).to.not.be.empty;
                for (const policy of policies) {
                    expect(policy).to.match(/^p, proj:pms:\w+, applications, (get|sync), pms\/\*, allow$/);
                }
            }
            for (const application of recorded.objects("Application")) {
                expect(read(application.inputs, "spec.project"), stack).to.not.equal("default");
            }
        }
    });

    it("PMS-41 the project delivers into the namespace pms of its own cluster, from named repositories", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const project = recorded.object("AppProject", "argocd/pms");
            expect(read(project.inputs, "spec.destinations"), stack).to.deep.equal([
                { server: "https://kubernetes.default.svc", namespace: "pms" },
            ]);
            const repositories = readList(project.inputs, "spec.sourceRepos");
            expect(repositories, stack).to.deep.equal([repository]);
            const release = recorded.one("kubernetes:helm.sh/v3:Release", `${stack === "dr" ? "dr" : "us"}-argo-cd`);
            expect(recorded.comesBefore(release, project), stack).to.be.true;
        }
    });

    describe("by Argo CD", () => {
        let folder: string;
        beforeEach(() => {
            folder = mkdtempSync(join(tmpdir(), "strata-rendered-"));
        });
        afterEach(() => {
            rmSync(folder, { recursive: true, force: true });
        });

        const written = (path: string): readonly unknown[] =>
            readdirSync(join(folder, path)).map((file): unknown =>
                parse(readFileSync(join(folder, path, file), "utf8"), { version: "1.1" }),
            );

        it("PMS-42 an Application delivers what the preview writes, and no Deployment is the program's; else all ten are", async () => {
            const recorded = await runVariant("dev", { edit: byArgocd });
            const application = recorded.object("Application", "argocd/pms-platform");
            expect(read(application.inputs, "spec.project")).to.equal("pms");
            expect(read(application.inputs, "spec.destination")).to.deep.equal({
                server: "https://kubernetes.default.svc",
                namespace: "pms",
            });
            const path = String(read(application.inputs, "spec.source.path"));
            expect(read(application.inputs, "spec.source")).to.deep.equal({
                repoURL: repository,
                targetRevision: "rendered",
                path: "dev/us/pms",
            });
            expect(recorded.objects("Deployment", "pms")).to.be.empty;
            const { folders, findings } = await renderBranch(root, "dev", folder, byArgocd);
            const manifests = written(path);
            expect(folders).to.deep.equal([{ path, files: manifests.length }]);
            expect(findings.filter(({ level }) => level === "mandatory")).to.be.empty;
            const deployments = manifests.filter((each) => read(each, "kind") === "Deployment");
            expect(deployments.map((each) => read(each, "metadata.name"))).to.have.members(objects);

            const byProgram = await record("dev");
            expect(byProgram.objects("Application")).to.be.empty;
            expect(
                byProgram.objects("Deployment", "pms").map(({ inputs }) => read(inputs, "metadata.name")),
            ).to.have.members(objects);
        });

        it("waits for the namespace, its guards, its secrets and the mesh, and takes its workloads along when it goes", async () => {
            const recorded = await runVariant("dev", { edit: byArgocd });
            const application = recorded.object("Application", "argocd/pms-platform");
            const before = [
                recorded.object("Namespace", "pms"),
                recorded.object("ResourceQuota", "pms/strata"),
                recorded.object("ExternalSecret", "pms/pms-auth"),
                recorded.object("AppProject", "argocd/pms"),
                recorded.one("kubernetes:helm.sh/v3:Release", "us-linkerd-control-plane"),
            ];
            for (const each of before) expect(recorded.comesBefore(each, application), each.urn).to.be.true;
            expect(read(application.inputs, "metadata.finalizers")).to.deep.equal([
                "resources-finalizer.argocd.argoproj.io",
            ]);
        });

        it("leaves with the program what comes from the cloud, and writes only what the project allows", async () => {
            const recorded = await runVariant("dev", { edit: byArgocd });
            expect(recorded.objects("Ingress", "pms")).to.have.lengthOf(2);
            await renderBranch(root, "dev", folder, byArgocd);
            const project = recorded.object("AppProject", "argocd/pms");
            const allowed = readList(project.inputs, "spec.namespaceResourceWhitelist").map(
                (each) => `${String(read(each, "group"))}/${String(read(each, "kind"))}`,
            );
            for (const each of written("dev/us/pms")) {
                const [group = ""] = String(read(each, "apiVersion")).split("/").slice(0, -1);
                expect(allowed).to.include(`${group}/${String(read(each, "kind"))}`);
                expect(read(each, "metadata.namespace")).to.equal("pms");
                expect(JSON.stringify(each)).to.not.match(/simulated|\[secret\]|\[unknown\]/);
            }
        });

        it("brings the schema up to date before a service starts, and autoscalers after them", async () => {
            await runVariant("prod", { edit: byArgocd });
            await renderBranch(root, "prod", folder, byArgocd);
            const wave = (kind: string): readonly number[] =>
                written("prod/us/pms")
                    .filter((each) => read(each, "kind") === kind)
                    .map((each) => Number(read(each, "metadata.annotations[argocd.argoproj.io/sync-wave]") ?? 0));
            const [job, ...others] = wave("Job");
            expect(others).to.be.empty;
            for (const kind of ["ConfigMap", "ServiceAccount", "NetworkPolicy", "Server"]) {
                expect(Math.max(...wave(kind)), kind).to.be.below(job ?? 0);
            }
            expect(Math.min(...wave("Deployment"))).to.be.above(job ?? 0);
            expect(Math.min(...wave("HorizontalPodAutoscaler"))).to.be.above(Math.max(...wave("Deployment")));
        });

        it("is refused where no system is delivered so, without a word in the folder", async () => {
            const error = await renderBranch(root, "dev", folder).catch((caught: unknown) => caught);
            expect(error).to.be.instanceOf(InputError);
            expect(String(error)).to.include('Set its delivery to "argocd" or leave --render out.');
            expect(readdirSync(folder)).to.be.empty;
        });
    });
});
