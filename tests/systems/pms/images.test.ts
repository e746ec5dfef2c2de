/** Where the images of PMS lie. */
import { expect } from "chai";
import { judgeRecording } from "../../../preview/judge.ts";
import { statements } from "../../support/statements.ts";
import { ScratchProject } from "../../support/project.ts";
import { cloudStacks, record, runVariant } from "../../support/stacks.ts";
import { containers } from "../../support/recorded-stack.ts";
import { read, write } from "../../support/values.ts";
import { objects } from "./pms.ts";

const registries = {
    dev: "111122223333.dkr.ecr.us-east-1.amazonaws.com/dev",
    staging: "111122223333.dkr.ecr.us-east-1.amazonaws.com/staging",
    prod: "111122223333.dkr.ecr.us-east-1.amazonaws.com/prod",
    dr: "111122223333.dkr.ecr.us-west-2.amazonaws.com/dr",
} as const;

const repositoryType = "aws:ecr/repository:Repository";

async function expectRefused(project: ScratchProject, stack: string): Promise<void> {
    const { code, stdout } = await project.preview(stack);
    expect(stdout, stack).to.match(/mandatory +k8s-image-pinned +(us|dr)-pms-auth /);
    expect(code, stack).to.equal(1);
}

describe("PMS: images", () => {
    it("PMS-80 every image has a repository whose tags stay and which scans; without a tag or with latest nothing is deployed", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const repositories = recorded.ofType(repositoryType);
            expect(repositories.map(({ inputs }) => inputs["name"])).to.have.members(
                objects.map((object) => `${stack}/${object}`),
            );
            for (const { inputs, urn } of repositories) {
                expect(inputs["imageTagMutability"], urn).to.equal("IMMUTABLE");
                expect(inputs["imageScanningConfiguration"], urn).to.deep.equal({ scanOnPush: true });
            }
        }
        const project = new ScratchProject();
        try {
            for (const stack of ["staging", "prod", "dr"] as const) {
                project.writeStack(stack, stack, { "strata:systems.pms.services": { auth: { tag: "latest" } } });
                await expectRefused(project, stack);
            }
            const external = 'image: { external: "registry.example.com/pms-auth" }';
            project.replace("systems/pms/services.ts", 'image: "pms-auth"', external);
            for (const stack of ["staging", "prod", "dr"] as const) {
                project.writeStack(stack, stack, { "strata:systems.pms.services": undefined });
                await expectRefused(project, stack);
            }
        } finally {
            project.remove();
        }
    }).timeout(120_000);

    it("come from the repositories that the stack makes, and from nowhere else", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const made = new Set(recorded.ofType(repositoryType).map(({ inputs }) => inputs["name"]));
            const host = registries[stack].split("/")[0] ?? "";
            const pulled = [...recorded.objects("Deployment", "pms"), ...recorded.objects("Job", "pms")]
                .flatMap((workload) => containers(workload, true))
                .map((container) => String(read(container, "image")))
                .filter((image) => image.startsWith(host));
            expect(pulled.length, stack).to.be.at.least(11);
            for (const image of pulled) {
                const [repository = ""] = image.slice(host.length + 1).split(":");
                expect(made.has(repository), image).to.be.true;
            }
        }
    });

    it("lie in the region of the registry, stay on prod and dr, and are kept from other accounts", async () => {
        for (const stack of cloudStacks) {
            const kept = stack === "prod" || stack === "dr";
            const recorded = await record(stack);
            for (const { inputs, options, urn } of recorded.ofType(repositoryType)) {
                expect(inputs["region"], urn).to.equal(stack === "dr" ? "us-west-2" : "us-east-1");
                expect(inputs["encryptionConfigurations"], urn).to.deep.equal([{ encryptionType: "KMS" }]);
                expect(inputs["forceDelete"], urn).to.equal(!kept);
                expect(options.protect, urn).to.equal(kept);
            }
            const guards = statements(recorded, "aws:ecr/repositoryPolicy:RepositoryPolicy");
            expect(guards, stack).to.have.lengthOf(objects.length);
            for (const { effect, principal, condition } of guards) {
                expect([effect, principal], stack).to.deep.equal(["Deny", "*"]);
                expect(read(condition, "StringNotEquals"), stack).to.deep.equal({
                    "aws:PrincipalAccount": "111122223333",
                });
            }
        }
    });

    it("of another registry are none of the stack's business", async () => {
        const dev = await runVariant("dev", {
            edit: (config) => {
                write(config, "strata:images", { registry: "ghcr.io/example" });
            },
        });
        expect(dev.ofType("aws:ecr/*")).to.be.empty;
        expect(judgeRecording(dev.recording).filter(({ level }) => level === "mandatory")).to.be.empty;
    });
});
