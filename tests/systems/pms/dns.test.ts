/** How hosts of PMS become names that resolve. */
import { expect } from "chai";
import { statements } from "../../support/statements.ts";
import { cloudStacks, record } from "../../support/stacks.ts";
import { read, readList } from "../../support/values.ts";

describe("PMS: names", () => {
    it("every host stands in a zone for which external-dns keeps records; on prod and dr it deletes none", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const site = stack === "dr" ? "dr" : "us";
            const release = recorded.one("kubernetes:helm.sh/v3:Release", `${site}-external-dns`);
            expect(release.inputs, stack).to.deep.include({
                name: "external-dns",
                chart: "external-dns",
                namespace: "external-dns",
                version: "1.21.1",
            });
            expect(read(release.inputs, "values.policy"), stack).to.equal(
                stack === "prod" || stack === "dr" ? "upsert-only" : "sync",
            );
            expect(read(release.inputs, "values.txtOwnerId"), stack).to.equal(
                recorded.one("eks:index:Cluster").inputs["name"],
            );
            expect(readList(release.inputs, "values.sources"), stack).to.deep.equal(["ingress"]);
            expect(readList(release.inputs, "values.extraArgs")).to.include("--zone-id-filter=Z0123456789EXAMPLE");
            const domains = readList(release.inputs, "values.domainFilters").map(String);
            for (const ingress of recorded.objects("Ingress", "pms")) {
                const host = String(read(ingress.inputs, "spec.rules[0].host"));
                expect(
                    domains.some((domain) => host.endsWith(`.${domain}`)),
                    host,
                ).to.be.true;
                expect(recorded.comesBefore(release, ingress), ingress.urn).to.be.true;
            }
        }
    });

    it("external-dns changes records of the stack's zones only", async () => {
        for (const stack of cloudStacks) {
            const rights = statements(await record(stack), "aws:iam/rolePolicy:RolePolicy").filter(({ owner }) =>
                owner.name.endsWith("-external-dns"),
            );
            const changing = rights.filter(({ actions }) => actions.includes("route53:ChangeResourceRecordSets"));
            expect(changing.map(({ resources }) => resources)).to.deep.equal([
                ["arn:aws:route53:::hostedzone/Z0123456789EXAMPLE"],
            ]);
            expect(rights.flatMap(({ actions }) => actions)).to.have.lengthOf(3);
        }
    });
});
