import { expect } from "chai";
import type { RecordedStack } from "../../support/recorded-stack.ts";
import { cloudStacks, record, runVariant } from "../../support/stacks.ts";
import { read, readList, texts, write } from "../../support/values.ts";

const site = (stack: string): string => (stack === "dr" ? "dr" : "us");

const release = (recorded: RecordedStack, name: string) =>
    recorded.one("kubernetes:helm.sh/v3:Release", `${site(recorded.recording.stack)}-${name}`);

const webhooks = [
    { name: "linkerd-proxy-injector", values: "proxyInjector", port: 8443 },
    { name: "linkerd-sp-validator", values: "profileValidator", port: 8443 },
    { name: "linkerd-policy-validator", values: "policyValidator", port: 9443 },
];

describe("add-on linkerd", () => {
    it("releases the kinds, the CNI plugin and the control plane in one version, the last one last", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const controlPlane = release(recorded, "linkerd-control-plane");
            for (const name of ["linkerd-crds", "linkerd2-cni", "linkerd-control-plane"]) {
                expect(release(recorded, name).inputs, stack).to.deep.include({
                    name,
                    version: "2026.8.3",
                    repositoryOpts: { repo: "https://helm.linkerd.io/edge" },
                    namespace: name === "linkerd2-cni" ? "linkerd-cni" : "linkerd",
                });
            }
            for (const before of ["linkerd-crds", "linkerd2-cni", "trust-manager", "gateway-api-crds"]) {
                expect(recorded.comesBefore(release(recorded, before), controlPlane), before).to.be.true;
            }
        }
    });

    it("needs rights on nodes for its CNI plugin only: meshed pods need none", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const level = (namespace: string): unknown =>
                read(
                    recorded.object("Namespace", namespace).inputs,
                    "metadata.labels[pod-security.kubernetes.io/enforce]",
                );
            expect(level("linkerd-cni"), stack).to.equal("privileged");
            expect(level("linkerd"), stack).to.equal("restricted");
            expect(read(release(recorded, "linkerd-control-plane").inputs, "values.cniEnabled")).to.equal(true);
        }
    });

    it("trusts a root that cert-manager makes, through a Bundle, before the control plane starts", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const root = recorded.object("Certificate", "cert-manager/linkerd-trust-anchor-1");
            expect(root.inputs["spec"]).to.deep.include({ isCA: true, secretName: "linkerd-trust-anchor-1" });
            expect(read(root.inputs, "spec.issuerRef.name")).to.equal("strata-self-signed");
            const bundle = recorded.object("Bundle", "linkerd-identity-trust-roots");
            expect(read(bundle.inputs, "spec.sources")).to.deep.equal([
                { secret: { name: "linkerd-trust-anchor-1", key: "tls.crt" } },
            ]);
            expect(read(bundle.inputs, "spec.target")).to.deep.equal({
                configMap: { key: "ca-bundle.crt" },
                namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "linkerd" } },
            });
            const issuer = recorded.object("Certificate", "linkerd/linkerd-identity-issuer");
            expect(issuer.inputs["spec"]).to.deep.include({
                isCA: true,
                secretName: "linkerd-identity-issuer",
                commonName: "identity.linkerd.cluster.local",
                duration: "720h",
                renewBefore: "360h",
            });
            const controlPlane = release(recorded, "linkerd-control-plane");
            for (const each of [root, bundle, issuer]) {
                expect(recorded.comesBefore(each, controlPlane), `${stack} ${each.name}`).to.be.true;
            }
            expect(read(controlPlane.inputs, "values.identity")).to.deep.equal({
                externalCA: true,
                issuer: { scheme: "kubernetes.io/tls", issuanceLifetime: "24h0m0s" },
            });
        }
    });

    it("has no key and no certificate in its values", async () => {
        const { inputs } = release(await record("prod"), "linkerd-control-plane");
        const found = texts(inputs["values"]).filter(({ path, text }) => /pem$/i.test(path) || text.includes("BEGIN "));
        expect(found).to.be.empty;
    });

    it("has webhooks with certificates of the site's authority, open to the control plane alone", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const controlPlane = release(recorded, "linkerd-control-plane");
            for (const { name, values, port } of webhooks) {
                const certificate = recorded.object("Certificate", `linkerd/${name}`);
                expect(certificate.inputs["spec"]).to.deep.include({
                    secretName: `${name}-k8s-tls`,
                    dnsNames: [`${name}.linkerd.svc`],
                    issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: "strata-ca" },
                });
                expect(recorded.comesBefore(certificate, controlPlane), `${stack} ${name}`).to.be.true;
                expect(read(controlPlane.inputs, `values.${values}`)).to.deep.include({
                    externalSecret: true,
                    injectCaFrom: `linkerd/${name}`,
                });
                const policy = recorded.object("NetworkPolicy", `linkerd/${name}-from-control-plane`);
                expect(read(policy.inputs, "spec.ingress[0].ports")).to.deep.equal([{ port, protocol: "TCP" }]);
                expect(read(policy.inputs, "spec.ingress[0].from[0].ipBlock.cidr"), stack).to.match(/^10\.\d+\./);
            }
        }
    });

    it("lets proxies of meshed namespaces reach the control plane, and nobody else", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const ports = { identity: [8080], destination: [8086, 8090] };
            for (const [component, expected] of Object.entries(ports)) {
                const { inputs } = recorded.object("NetworkPolicy", `linkerd/${component}-from-proxies`);
                expect(inputs["spec"], stack).to.deep.equal({
                    podSelector: { matchLabels: { "linkerd.io/control-plane-component": component } },
                    policyTypes: ["Ingress"],
                    ingress: [
                        {
                            from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "pms" } } }],
                            ports: expected.map((port) => ({ port, protocol: "TCP" })),
                        },
                    ],
                });
            }
        }
    });

    it("runs three of everything where the environment is highly available", async () => {
        for (const stack of cloudStacks) {
            const { inputs } = release(await record(stack), "linkerd-control-plane");
            const available = stack !== "dev";
            expect(read(inputs, "values"), stack).to.deep.include({
                controllerReplicas: available ? 3 : 1,
                enablePodAntiAffinity: available,
                enablePodDisruptionBudget: available,
                webhookFailurePolicy: "Fail",
            });
        }
    });

    it("authorises health checks from the subnets of nodes, and from nowhere else", async () => {
        const { inputs } = release(await record("dev"), "linkerd-control-plane");
        const networks = readList(inputs, "values.policyController.probeNetworks");
        expect(networks).to.deep.equal(["10.10.0.0/18", "10.10.64.0/18"]);
    });

    it("trusts two roots while one replaces the other, and is signed anew by the first", async () => {
        const recorded = await runVariant("dev", {
            edit: (config) => {
                write(config, "strata:sites[0].addOns", { linkerd: { trustAnchors: [2, 1] } });
            },
        });
        const bundle = recorded.object("Bundle", "linkerd-identity-trust-roots");
        expect(readList(bundle.inputs, "spec.sources").map((source) => read(source, "secret.name"))).to.deep.equal([
            "linkerd-trust-anchor-2",
            "linkerd-trust-anchor-1",
        ]);
        expect(
            read(recorded.object("Certificate", "linkerd/linkerd-identity-issuer").inputs, "spec.issuerRef.name"),
        ).to.equal("linkerd-trust-anchor-2");
        expect(read(recorded.object("ClusterIssuer", "linkerd-trust-anchor-2").inputs, "spec.ca.secretName")).to.equal(
            "linkerd-trust-anchor-2",
        );
    });
});
