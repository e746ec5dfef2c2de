/** How hosts of PMS become names that resolve. */
import { expect } from "chai";
import { statements } from "../../support/statements.ts";
import { cloudStacks, record, runVariant } from "../../support/stacks.ts";
import { read, readList, write } from "../../support/values.ts";

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

    it("the stack makes a zone where it is told to, keeps it on prod, and says its name servers", async () => {
        for (const stack of ["dev", "prod"] as const) {
            const kept = stack === "prod";
            const recorded = await runVariant(stack, {
                edit: (config) => {
                    write(config, "strata:zones", { "pms-platform.com": "create" });
                },
            });
            const zone = recorded.one("aws:route53/zone:Zone", "us-pms-platform.com");
            expect(zone.inputs, stack).to.include({ name: "pms-platform.com", forceDestroy: !kept });
            expect(zone.options.protect, stack).to.equal(kept);
            expect(readList(recorded.recording.outputs, "us.nameServers[pms-platform.com]")).to.have.lengthOf(4);
            const zoneId = "simulated-us-pms-platform.com";
            const records = recorded.ofType("aws:route53/record:Record");
            expect(records, stack).to.have.lengthOf(2);
            for (const { inputs } of records) expect(inputs["zoneId"], stack).to.equal(zoneId);
            const release = recorded.one("kubernetes:helm.sh/v3:Release", "us-external-dns");
            expect(readList(release.inputs, "values.extraArgs")).to.include(`--zone-id-filter=${zoneId}`);
        }
        expect((await record("prod")).ofType("aws:route53/zone:Zone")).to.be.empty;
    });
});
