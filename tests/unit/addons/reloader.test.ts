import { expect } from "chai";
import { containers } from "../../support/recorded-stack.ts";
import { cloudStacks, record, stacks } from "../../support/stacks.ts";
import { read, readList, readMap } from "../../support/values.ts";

describe("add-on reloader", () => {
    it("is released on AWS, marks restarts in a way that the program does not undo, and looks at Secrets only", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const release = recorded.one("kubernetes:helm.sh/v3:Release", `${stack === "dr" ? "dr" : "us"}-reloader`);
            expect(release.inputs, stack).to.deep.include({
                name: "reloader",
                chart: "reloader",
                repositoryOpts: { repo: "https://stakater.github.io/stakater-charts" },
                version: "2.2.16",
                namespace: "reloader",
            });
            expect(readMap(release.inputs, "values.reloader"), stack).to.deep.include({
                autoReloadAll: false,
                ignoreConfigMaps: true,
                reloadStrategy: "annotations",
                enableHA: stack !== "dev",
            });
            // Field ownership by entry: what another one adds beside ours stays his.
            const used = recorded.object("Deployment", "pms/pms-auth").provider ?? "";
            const provider = recorded.byUrn(used.slice(0, used.lastIndexOf("::")));
            expect(String(provider.inputs["enableServerSideApply"]), stack).to.equal("true");
        }
    });

    it("restarts each service for exactly the Secrets that its containers read", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            for (const deployment of recorded.objects("Deployment", "pms")) {
                const reads = containers(deployment, true)
                    .flatMap((container) => readList(container, "env"))
                    .flatMap((variable) => read(variable, "valueFrom.secretKeyRef.name") ?? [])
                    .map(String);
                const expected = [...new Set(reads)].toSorted().join(",");
                expect(
                    read(deployment.inputs, "metadata.annotations[secret.reloader.stakater.com/reload]") ?? "",
                    `${stack} ${deployment.name}`,
                ).to.equal(expected);
                expect(
                    Object.keys(readMap(deployment.inputs, "spec.template.metadata.annotations")),
                    deployment.urn,
                ).to.not.include("reloader.stakater.com/last-reloaded-from");
            }
            const auth = recorded.object("Deployment", "pms/pms-auth");
            expect(read(auth.inputs, "metadata.annotations[secret.reloader.stakater.com/reload]"), stack).to.equal(
                "pms-auth,pms-database,pms-redis",
            );
        }
    });
});
