/** How the world reaches PMS. */
import { expect } from "chai";
import { containers } from "../../support/recorded-stack.ts";
import { cloudStacks, mandatory, record } from "../../support/stacks.ts";
import { read, readList, readMap, texts } from "../../support/values.ts";

const alb = (name: string): string => `metadata.annotations[alb.ingress.kubernetes.io/${name}]`;

describe("PMS: ingress", () => {
    it("PMS-14 on AWS everything comes in through one internet-facing load balancer of class alb", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const ingresses = recorded.objects("Ingress", "pms");
            expect(ingresses.map(({ inputs }) => read(inputs, "metadata.name"))).to.have.members([
                "pms-api-gateway",
                "pms-frontend",
            ]);
            for (const { inputs } of ingresses) {
                expect(read(inputs, "spec.ingressClassName"), stack).to.equal("alb");
                expect(read(inputs, alb("scheme")), stack).to.equal("internet-facing");
                expect(read(inputs, alb("group.name")), stack).to.equal("pms");
            }
            for (const { inputs } of recorded.objects("Service", "pms")) {
                expect(read(inputs, "spec.type") ?? "ClusterIP", stack).to.be.oneOf(["ClusterIP", "ExternalName"]);
            }
            // A backend lies in the namespace of its Ingress; an IngressRoute could also name another one.
            expect(recorded.objects("IngressRoute"), stack).to.be.empty;
        }
    });

    it("PMS-60 prod serves api.pms-platform.com over TLS 1.2 or later, and no kubelet asks /api/health", async () => {
        const prod = await record("prod");
        const ingress = prod.object("Ingress", "pms/pms-api-gateway");
        const { inputs } = ingress;
        expect(read(inputs, "spec.rules")).to.deep.equal([
            {
                host: "api.pms-platform.com",
                http: {
                    paths: [
                        {
                            path: "/",
                            pathType: "Prefix",
                            backend: { service: { name: "pms-api-gateway", port: { name: "http" } } },
                        },
                    ],
                },
            },
        ]);
        expect(JSON.parse(String(read(inputs, alb("listen-ports"))))).to.deep.equal([{ HTTP: 80 }, { HTTPS: 443 }]);
        expect(read(inputs, alb("ssl-redirect"))).to.equal("443");
        expect(read(inputs, alb("ssl-policy"))).to.equal("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09");

        const [certificate, ...others] = prod
            .ofType("aws:acm/certificate:Certificate")
            .filter((each) => each.inputs["domainName"] === "api.pms-platform.com");
        expect(others).to.be.empty;
        expect(certificate?.inputs["validationMethod"]).to.equal("DNS");
        expect(read(inputs, alb("certificate-arn"))).to.equal(
            `arn:aws:acm:region:000000000000:certificate/simulated-${certificate?.name ?? ""}`,
        );
        expect(ingress.options.dependsOn).to.include(certificate?.urn);

        const probes = prod
            .objects("Deployment", "pms")
            .flatMap((deployment) => containers(deployment, true))
            .flatMap((container) =>
                ["startupProbe", "readinessProbe", "livenessProbe"].map((key) => read(container, key)),
            );
        expect(probes).to.have.lengthOf(30);
        expect(texts(probes).filter(({ text }) => text.startsWith("/api/health"))).to.be.empty;
    });

    it("waits for a certificate that was proven by a record in the zone of its domain", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            for (const name of ["pms-api-gateway", "pms-frontend"]) {
                const ingress = recorded.object("Ingress", `pms/${name}`);
                const host = read(ingress.inputs, "spec.rules[0].host");
                const record_ = recorded
                    .ofType("aws:route53/record:Record")
                    .find(({ inputs }) => inputs["name"] === `_simulated.${String(host)}.`);
                expect(record_?.inputs, `${stack} ${name}`).to.include({ zoneId: "Z0123456789EXAMPLE", type: "CNAME" });
                const before = recorded.closure(ingress);
                const waited = [...before].filter((urn) => urn.includes("certificateValidation"));
                expect(waited, `${stack} ${name}`).to.have.lengthOf(1);
                expect(before.has(recorded.object("Service", `pms/${name}`).urn)).to.be.true;
            }
        }
    });

    it("local serves pms.localhost through Traefik with certificates of the site's own authority", async () => {
        const local = await record("local");
        for (const [name, host] of [
            ["pms-api-gateway", "api.pms.localhost"],
            ["pms-frontend", "app.pms.localhost"],
        ] as const) {
            const ingress = local.object("Ingress", `pms/${name}`);
            expect(read(ingress.inputs, "spec.tls")).to.deep.equal([{ hosts: [host], secretName: `${name}-tls` }]);
            const certificate = local.object("Certificate", `pms/${name}`);
            expect(readMap(certificate.inputs, "spec")).to.deep.include({
                dnsNames: [host],
                secretName: `${name}-tls`,
                issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: "strata-ca" },
            });
            expect(ingress.options.dependsOn).to.include(certificate.urn);
            expect(local.comesBefore(local.one("kubernetes:helm.sh/v3:Release", "local-traefik"), ingress)).to.be.true;
        }
    });

    it("reaches only the two exposed services, from the load balancer's subnets", async () => {
        const prod = await record("prod");
        const cidrs = (name: string): readonly unknown[] =>
            readList(prod.object("NetworkPolicy", `pms/${name}`).inputs, "spec.ingress")
                .flatMap((rule) => readList(rule, "from"))
                .flatMap((peer) => read(peer, "ipBlock.cidr") ?? []);
        for (const { inputs } of prod.objects("Deployment", "pms")) {
            const name = String(read(inputs, "metadata.name"));
            expect(cidrs(name), name).to.deep.equal(
                ["pms-api-gateway", "pms-frontend"].includes(name)
                    ? ["10.30.192.0/21", "10.30.200.0/21", "10.30.208.0/21"]
                    : [],
            );
        }
    });

    it("is passed by the policies on every stack", async () => {
        for (const stack of ["local", ...cloudStacks] as const) {
            expect(
                mandatory(await record(stack)).map(({ rule, urn }) => `${rule} ${urn}`),
                stack,
            ).to.deep.equal([]);
        }
    });
});
