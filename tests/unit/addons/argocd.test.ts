import { expect } from "chai";
import { inputProblems } from "../../support/errors.ts";
import { mandatory, record, runVariant } from "../../support/stacks.ts";
import { read, readList, write } from "../../support/values.ts";

const at = "strata:sites[0].addOns.argocd.projects";
const tools = { description: "Tools.", sourceRepos: ["https://git.example.com/tools.git"], namespaces: ["tools"] };

const withProjects = (projects: unknown) =>
    runVariant("dev", {
        edit: (config) => {
            write(config, at, projects);
        },
    });

describe("add-on argocd", () => {
    it("makes a project of named repositories and namespaces, after the release and with no kind of the cluster", async () => {
        const recorded = await withProjects({ tools });
        const project = recorded.object("AppProject", "argocd/tools");
        const ofSystem = recorded.object("AppProject", "argocd/pms");
        expect(read(project.inputs, "spec")).to.deep.equal({
            description: "Tools.",
            sourceRepos: ["https://git.example.com/tools.git"],
            destinations: [{ server: "https://kubernetes.default.svc", namespace: "tools" }],
            clusterResourceWhitelist: [],
            namespaceResourceWhitelist: readList(ofSystem.inputs, "spec.namespaceResourceWhitelist"),
            orphanedResources: { warn: true },
        });
        const release = recorded.one("kubernetes:helm.sh/v3:Release", "us-argo-cd");
        expect(project.options.dependsOn).to.include(release.urn);
        expect(mandatory(recorded)).to.deep.equal([]);
    });

    it("closes the project that Argo CD itself makes open, on every site that has it", async () => {
        for (const stack of ["dev", "staging", "prod", "dr"] as const) {
            const recorded = await record(stack);
            const { inputs, options } = recorded.object("AppProject", "argocd/default");
            expect(read(inputs, "spec")).to.deep.include({ sourceRepos: [], destinations: [] });
            expect(inputs).to.have.nested.property("metadata.annotations.pulumi\\.com/patchForce", "true");
            expect(options.dependsOn).to.include(
                recorded.ofType("kubernetes:helm.sh/v3:Release").find(({ name }) => name.endsWith("-argo-cd"))?.urn,
            );
        }
    });

    it("refuses a project of somebody else's name or with namespaces that are not for deliveries", async () => {
        const projects = {
            pms: tools,
            default: tools,
            tools: { ...tools, namespaces: ["kube-system", "argocd", "pms", "default"] },
        };
        const base = `Pulumi.dev.yaml | ${at}`;
        expect(await inputProblems(withProjects(projects))).to.have.members([
            `${base}.pms | the project belongs to the system of that name. Give it another name.`,
            `${base}.default | the project belongs to Argo CD itself. Give it another name.`,
            `${base}.tools.namespaces[0] | found "kube-system", which belongs to Kubernetes or an add-on. Take another one.`,
            `${base}.tools.namespaces[1] | found "argocd", which belongs to Kubernetes or an add-on. Take another one.`,
            `${base}.tools.namespaces[2] | found "pms", which belongs to the system "pms". Take another one.`,
            `${base}.tools.namespaces[3] | found "default", which belongs to Kubernetes or an add-on. Take another one.`,
        ]);
    });

    for (const address of [
        "*",
        "https://git.example.com/*",
        "http://git.example.com/a",
        "https://me:word@git.example.com/a",
    ]) {
        it(`refuses the repository ${address}`, async () => {
            const problems = await inputProblems(withProjects({ tools: { ...tools, sourceRepos: [address] } }));
            expect(problems).to.not.be.empty;
            for (const problem of problems) expect(problem).to.include(`${at}.tools.sourceRepos[0]`);
        });
    }
});
