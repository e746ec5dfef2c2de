import { expect } from "chai";
import { loadAddOns } from "../../../components/platform/registry.ts";
import { inputProblems } from "../../support/errors.ts";
import type { RecordedStack } from "../../support/recorded-stack.ts";
import { runsShop, shop } from "../../support/shop.ts";
import { cloudStacks, record, runSystems, runVariant, stacks, type StackName } from "../../support/stacks.ts";
import { statements } from "../../support/statements.ts";
import { read, readList, write } from "../../support/values.ts";

const site = (stack: StackName): string => (stack === "dr" ? "dr" : stack === "local" ? "local" : "us");

const regions = { dev: "us-east-1", staging: "us-east-1", prod: "us-east-1", dr: "us-west-2" };

const directories = {
    "letsencrypt-prod": "https://acme-v02.api.letsencrypt.org/directory",
    "letsencrypt-staging": "https://acme-staging-v02.api.letsencrypt.org/directory",
};

const zone = "Z0123456789EXAMPLE";

/** The one way to prove a host of the stack's zone. */
const solver = (stack: keyof typeof regions) => ({
    selector: { dnsZones: ["pms-platform.com"] },
    dns01: {
        route53: {
            hostedZoneID: zone,
            region: regions[stack],
            role: `arn:aws:iam::000000000000:role/simulated-${site(stack)}-acme-solver`,
            auth: { kubernetes: { serviceAccountRef: { name: "acme-solver" } } },
        },
    },
});

const issuersOf = (recorded: RecordedStack): readonly string[] =>
    recorded.objects("ClusterIssuer").map(({ inputs }) => String(read(inputs, "metadata.name")));

describe("add-on issuers", () => {
    it("WEB-10 comes after cert-manager: its own authority on local, Let's Encrypt by records in the zone on AWS", async () => {
        const addOn = (await loadAddOns()).find(({ name }) => name === "issuers");
        expect(addOn).to.deep.include({ order: 20, needs: ["cert-manager"], knownAs: "cluster-issuers" });
        for (const stack of stacks) {
            const recorded = await record(stack);
            const certManager = recorded.one("kubernetes:helm.sh/v3:Release", `${site(stack)}-cert-manager`);
            for (const issuer of recorded.objects("ClusterIssuer")) {
                expect(recorded.comesBefore(certManager, issuer), `${stack} ${issuer.name}`).to.be.true;
                expect(read(issuer.inputs, "metadata.annotations[pulumi.com/waitFor]")).to.equal("condition=Ready");
            }
            expect(recorded.object("ClusterIssuer", "strata-self-signed").inputs["spec"]).to.deep.equal({
                selfSigned: {},
            });
            expect(recorded.object("ClusterIssuer", "strata-ca").inputs["spec"]).to.deep.equal({
                ca: { secretName: "strata-ca" },
            });
            const root = recorded.object("Certificate", "cert-manager/strata-ca");
            expect(root.inputs["spec"]).to.deep.include({ isCA: true, secretName: "strata-ca" });
            expect(read(root.inputs, "spec.issuerRef.name")).to.equal("strata-self-signed");
        }
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const { inputs } = recorded.object("ClusterIssuer", "letsencrypt-prod");
            expect(read(inputs, "spec.acme.solvers"), stack).to.deep.equal([solver(stack)]);
        }
        expect(issuersOf(await record("local"))).to.have.members(["strata-self-signed", "strata-ca"]);
    });

    it("QNT-10 has letsencrypt-prod on dev, staging and prod, proven through Route 53", async () => {
        for (const stack of ["dev", "staging", "prod"] as const) {
            const recorded = await record(stack);
            const { inputs } = recorded.object("ClusterIssuer", "letsencrypt-prod");
            expect(inputs["apiVersion"]).to.equal("cert-manager.io/v1");
            expect(read(inputs, "spec.acme"), stack).to.deep.equal({
                server: directories["letsencrypt-prod"],
                privateKeySecretRef: { name: "letsencrypt-prod-account" },
                solvers: [solver(stack)],
            });
        }
    });

    it("has the trial of Let's Encrypt only where data is not protected", async () => {
        const trial = "letsencrypt-staging";
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            expect(issuersOf(recorded).includes(trial), stack).to.equal(stack === "dev" || stack === "staging");
        }
        const { inputs } = (await record("dev")).object("ClusterIssuer", trial);
        expect(read(inputs, "spec.acme.server")).to.equal(directories[trial]);
        expect(read(inputs, "spec.acme.privateKeySecretRef.name")).to.equal("letsencrypt-staging-account");
    });

    it("may write only the records of proofs, and only in the stack's zones", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const own = statements(recorded, "aws:iam/rolePolicy:RolePolicy").filter(
                ({ owner }) => owner.name === `${site(stack)}-acme-solver`,
            );
            expect(own.map(({ actions, resources, condition }) => ({ actions, resources, condition }))).to.deep.equal([
                {
                    actions: ["route53:ChangeResourceRecordSets"],
                    resources: [`arn:aws:route53:::hostedzone/${zone}`],
                    condition: {
                        "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": ["TXT"] },
                        "ForAllValues:StringLike": {
                            "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["_acme-challenge.*"],
                        },
                    },
                },
                { actions: ["route53:GetChange"], resources: ["arn:aws:route53:::change/*"], condition: undefined },
            ]);
            const [policy] = own;
            const issuer = recorded.object("ClusterIssuer", "letsencrypt-prod");
            expect(policy !== undefined && recorded.comesBefore(policy.owner, issuer), stack).to.be.true;
        }
    });

    it("lends cert-manager the one ServiceAccount that may take the role on", async () => {
        const recorded = await record("prod");
        const trust = String(recorded.one("aws:iam/role:Role", "us-acme-solver").inputs["assumeRolePolicy"]);
        expect(trust).to.include('"system:serviceaccount:cert-manager:acme-solver"');
        const role = recorded.object("Role", "cert-manager/acme-solver");
        expect(role.inputs["rules"]).to.deep.equal([
            {
                apiGroups: [""],
                resources: ["serviceaccounts/token"],
                resourceNames: ["acme-solver"],
                verbs: ["create"],
            },
        ]);
        const binding = recorded.object("RoleBinding", "cert-manager/acme-solver");
        expect(readList(binding.inputs, "subjects")).to.deep.equal([
            { kind: "ServiceAccount", name: "cert-manager", namespace: "cert-manager" },
        ]);
        const issuer = recorded.object("ClusterIssuer", "letsencrypt-prod");
        for (const before of [binding, recorded.object("ServiceAccount", "cert-manager/acme-solver")])
            expect(recorded.comesBefore(before, issuer), before.urn).to.be.true;
    });

    it("reaches Let's Encrypt and AWS from cert-manager's controller alone, and asks the cluster's DNS", async () => {
        const policy = (await record("prod")).object("NetworkPolicy", "cert-manager/to-cloud");
        expect(read(policy.inputs, "spec.podSelector.matchLabels")).to.deep.equal({
            "app.kubernetes.io/component": "controller",
        });
        expect((await record("local")).has("NetworkPolicy", "cert-manager/to-cloud")).to.be.false;
        const release = (await record("prod")).one("kubernetes:helm.sh/v3:Release", "us-cert-manager");
        expect(read(release.inputs, "values.dns01RecursiveNameserversOnly")).to.equal(true);
    });

    it("hands an address over where the stack has one, and has no issuer for the world without a zone", async () => {
        const named = await runVariant("dev", {
            edit: (config) => {
                write(config, "strata:sites[0].addOns", { issuers: { acmeEmail: "certificates@example.com" } });
            },
        });
        for (const name of Object.keys(directories)) {
            const { inputs } = named.object("ClusterIssuer", name);
            expect(read(inputs, "spec.acme.email")).to.equal("certificates@example.com");
        }
        const without = await runVariant("dev", {
            edit: (config) => {
                write(config, "strata:zones", {});
                write(config, "strata:sites[0].systems", []);
                write(config, "strata:systems", {});
            },
        });
        expect(issuersOf(without).filter((name) => name.startsWith("letsencrypt"))).to.deep.equal([]);
        expect(without.ofType("aws:iam/role:Role").map(({ name }) => name)).to.not.include("us-acme-solver");
    });

    it("signs for hosts that Traefik serves on AWS, which a hosted zone must cover", async () => {
        const recorded = await runSystems("dev", { shop }, runsShop());
        const { inputs } = recorded.object("Certificate", "shop/shop-web");
        expect(read(inputs, "spec.issuerRef.name")).to.equal("letsencrypt-prod");
        const refused = await inputProblems(runSystems("dev", { shop }, runsShop({ domain: "elsewhere.net" })));
        expect(refused).to.deep.equal([
            'Pulumi.dev.yaml | strata:zones | no hosted zone covers the domain "elsewhere.net" of shop. Add it or a parent of it.',
        ]);
    });
});
