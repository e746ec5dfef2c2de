import { expect } from "chai";
import { loadAddOns } from "../../../components/platform/registry.ts";
import { judgeRecording } from "../../../preview/judge.ts";
import type { RecordedStack } from "../../support/recorded-stack.ts";
import { cloudStacks, mandatory, record, runVariant, stacks, type StackName } from "../../support/stacks.ts";
import { read, readMap, write } from "../../support/values.ts";

const site = (stack: StackName): string => (stack === "dr" ? "dr" : stack === "local" ? "local" : "us");

const release = (recorded: RecordedStack, chart: string) =>
    recorded.one("kubernetes:helm.sh/v3:Release", `${site(recorded.recording.stack as StackName)}-${chart}`);

/** The stack in which ingress-nginx serves its class as long as systems move. */
const migrating = (stack: StackName): Promise<RecordedStack> =>
    runVariant(stack, {
        edit: (config) => {
            write(config, "strata:sites[0].addOns.ingress", { controller: "ingress-nginx" });
        },
    });

describe("add-on ingress", () => {
    it("WEB-11 is Traefik with its class and headers for browsers, after who issues certificates", async () => {
        const addOn = (await loadAddOns()).find(({ name }) => name === "ingress");
        expect(addOn).to.deep.include({ order: 30, knownAs: "ingress-controllers" });
        expect(addOn?.needs).to.include("issuers");
        for (const stack of stacks) {
            const recorded = await record(stack);
            const traefik = release(recorded, "traefik");
            expect(traefik.inputs, stack).to.deep.include({ name: "traefik", namespace: "traefik", version: "41.3.0" });
            expect(read(traefik.inputs, "values.ingressClass")).to.deep.include({ enabled: true, name: "traefik" });
            const middlewares = recorded.objects("Middleware", "traefik");
            expect(middlewares.map(({ inputs }) => read(inputs, "metadata.name"))).to.deep.equal(["security-headers"]);
            for (const each of [traefik, ...middlewares, recorded.object("IngressClass", "nginx")]) {
                for (const issuer of recorded.objects("ClusterIssuer"))
                    if (!issuer.name.includes("linkerd"))
                        expect(recorded.comesBefore(issuer, each), `${stack} ${issuer.name}`).to.be.true;
            }
        }
    });

    it("serves the class nginx through Traefik, whose IngressClass is the stack's own", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            expect(recorded.object("IngressClass", "nginx").inputs["spec"]).to.deep.equal({
                controller: "k8s.io/ingress-nginx",
            });
            const { inputs } = release(recorded, "traefik");
            expect(read(inputs, "values.providers.kubernetesIngressNGINX"), stack).to.deep.equal({
                enabled: true,
                publishService: { enabled: stack !== "local" },
            });
        }
    });

    it("answers over TLS 1.2 and later, with the headers, and sends the rest there", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            const { inputs } = release(recorded, "traefik");
            expect(read(inputs, "values.tlsOptions.default.minVersion")).to.equal("VersionTLS12");
            expect(read(inputs, "values.ports.websecure.http")).to.deep.equal({
                tls: { enabled: true },
                middlewares: ["traefik-security-headers@kubernetescrd"],
            });
            expect(read(inputs, "values.ports.web.http.redirections.entryPoint")).to.deep.equal({
                to: "websecure",
                scheme: "https",
                permanent: true,
            });
            expect(read(recorded.object("Middleware", "traefik/security-headers").inputs, "spec.headers")).to.include({
                stsSeconds: 31_536_000,
                stsIncludeSubdomains: true,
                contentTypeNosniff: true,
                frameDeny: true,
            });
        }
    });

    it("has its dashboard on an entry point that no Service leads to, and no policy opens", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            const { inputs } = release(recorded, "traefik");
            expect(read(inputs, "values.ingressRoute.dashboard")).to.deep.equal({
                enabled: true,
                entryPoints: ["traefik"],
            });
            expect(read(inputs, "values.ports.traefik.expose.default")).to.equal(false);
            const opened = recorded
                .objects("NetworkPolicy", "traefik")
                .flatMap((policy) => JSON.stringify(readMap(policy.inputs, "spec")).match(/"port":8080\b/g) ?? []);
            expect(opened, stack).to.deep.equal([]);
        }
    });

    it("stands behind a load balancer that keeps the addresses of clients, or on ports of the nodes", async () => {
        for (const stack of cloudStacks) {
            const { inputs } = release(await record(stack), "traefik");
            expect(read(inputs, "values.service.spec"), stack).to.deep.equal({
                type: "LoadBalancer",
                loadBalancerClass: "service.k8s.aws/nlb",
                externalTrafficPolicy: "Local",
            });
            const annotations = readMap(inputs, "values.service.annotations");
            expect(annotations["service.beta.kubernetes.io/aws-load-balancer-target-group-attributes"]).to.equal(
                "preserve_client_ip.enabled=true",
            );
        }
        const { inputs } = release(await record("local"), "traefik");
        expect(read(inputs, "values.service.spec")).to.deep.equal({
            type: "NodePort",
            externalTrafficPolicy: "Local",
        });
        expect(read(inputs, "values.ports.websecure.nodePort")).to.equal(30443);
    });

    it("lets ingress-nginx serve its class for a migration, beside Traefik, and says that nobody mends it", async () => {
        for (const stack of ["local", "dev", "staging", "prod"] as const) {
            const recorded = await migrating(stack);
            const nginx = release(recorded, "ingress-nginx");
            expect(nginx.inputs, stack).to.deep.include({
                name: "ingress-nginx",
                namespace: "ingress-nginx",
                version: "4.15.1",
            });
            const traefik = release(recorded, "traefik");
            expect(read(traefik.inputs, "values.providers.kubernetesIngressNGINX.enabled")).to.equal(false);
            expect(read(nginx.inputs, "values.controller.service.type")).to.equal(
                stack === "local" ? "NodePort" : "LoadBalancer",
            );
            expect(recorded.comesBefore(nginx, recorded.object("IngressClass", "nginx")), stack).to.be.true;
            expect(mandatory(recorded), stack).to.deep.equal([]);
            const said = judgeRecording(recorded.recording).filter(({ rule }) => rule === "helm-release-maintained");
            expect(said.map(({ level, urn }) => [level, urn === nginx.urn])).to.deep.equal([["advisory", true]]);
        }
    });
});
