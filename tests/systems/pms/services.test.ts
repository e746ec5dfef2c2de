/** The ten services of PMS on every stack. */
import { expect } from "chai";
import { containers } from "../../support/recorded-stack.ts";
import { record, stacks } from "../../support/stacks.ts";
import { read, readList, readMap } from "../../support/values.ts";
import { objects } from "./pms.ts";

/** A Deployment and a Service of that name in namespace pms, and the one leads to the pods of the other. */
async function expectDeployed(name: string): Promise<void> {
    for (const stack of stacks) {
        const recorded = await record(stack);
        const deployment = recorded.object("Deployment", `pms/${name}`);
        const service = recorded.object("Service", `pms/${name}`);
        const labels = readMap(deployment.inputs, "spec.template.metadata.labels");
        expect(labels, stack).to.include(readMap(service.inputs, "spec.selector"));
        expect(labels, stack).to.include(readMap(deployment.inputs, "spec.selector.matchLabels"));
        expect(read(service.inputs, "spec.ports[0].targetPort"), stack).to.equal(
            read(containers(deployment)[0], "ports[0].name"),
        );
    }
}

/** Services that the paths of an Ingress lead to. */
const backends = (ingress: unknown): readonly unknown[] =>
    readList(ingress, "spec.rules").flatMap((rule) =>
        readList(rule, "http.paths").map((path) => read(path, "backend.service.name")),
    );

describe("PMS: services", () => {
    it("are ten, and nothing else is deployed beside them", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            const names = recorded.objects("Deployment", "pms").map(({ inputs }) => read(inputs, "metadata.name"));
            expect(names, stack).to.have.members(objects);
        }
    });

    it("PMS-47 the API gateway is deployed and stands behind the public Ingress", async () => {
        await expectDeployed("pms-api-gateway");
        const hosts = {
            local: "api.pms.localhost",
            dev: "api.dev.pms-platform.com",
            staging: "api.staging.pms-platform.com",
            prod: "api.pms-platform.com",
            dr: "api.dr.pms-platform.com",
        };
        for (const stack of stacks) {
            const { inputs } = (await record(stack)).object("Ingress", "pms/pms-api-gateway");
            expect(backends(inputs), stack).to.deep.equal(["pms-api-gateway"]);
            expect(read(inputs, "spec.rules[0].host"), stack).to.equal(hosts[stack]);
        }
    });

    it("PMS-48 auth is deployed and signs with the key of pms/<stack>/auth, on local a generated one", async () => {
        await expectDeployed("pms-auth");
        const variable = {
            name: "JWT_SIGNING_KEY",
            valueFrom: { secretKeyRef: { name: "pms-auth", key: "jwt-signing-key" } },
        };
        for (const stack of stacks) {
            const recorded = await record(stack);
            for (const name of objects) {
                const env = readList(containers(recorded.object("Deployment", `pms/${name}`))[0], "env");
                const reads = env.filter((each) => read(each, "valueFrom.secretKeyRef.name") === "pms-auth");
                expect(reads, `${stack} ${name}`).to.deep.equal(name === "pms-auth" ? [variable] : []);
            }
            if (stack === "local") {
                const { inputs } = recorded.object("Secret", "pms/pms-auth");
                expect(inputs["stringData"]).to.deep.equal({ "jwt-signing-key": "[secret]" });
                continue;
            }
            expect(recorded.has("Secret", "pms/pms-auth"), stack).to.be.false;
            const { inputs } = recorded.object("ExternalSecret", "pms/pms-auth");
            expect(read(inputs, "spec.target.name"), stack).to.equal("pms-auth");
            expect(readList(inputs, "spec.data"), stack).to.deep.equal([
                { secretKey: "jwt-signing-key", remoteRef: { key: `pms/${stack}/auth`, property: "jwt-signing-key" } },
            ]);
        }
    });

    it("PMS-49 analytics runs the container analytics from a tagged image pms-analytics", async () => {
        await expectDeployed("pms-analytics");
        const registries = {
            local: "localhost:5001",
            dev: "111122223333.dkr.ecr.us-east-1.amazonaws.com/dev",
            staging: "111122223333.dkr.ecr.us-east-1.amazonaws.com/staging",
            prod: "111122223333.dkr.ecr.us-east-1.amazonaws.com/prod",
            dr: "111122223333.dkr.ecr.us-west-2.amazonaws.com/dr",
        };
        for (const stack of stacks) {
            const [container] = containers((await record(stack)).object("Deployment", "pms/pms-analytics"));
            expect(read(container, "name"), stack).to.equal("analytics");
            expect(read(container, "image"), stack).to.equal(`${registries[stack]}/pms-analytics:v1.2.0`);
        }
    });

    it("PMS-50 portfolio is deployed", () => expectDeployed("pms-portfolio"));
    it("PMS-51 simulation is deployed", () => expectDeployed("pms-simulation"));
    it("PMS-52 trade capture is deployed", () => expectDeployed("pms-trade-capture"));
    it("PMS-53 leaderboard is deployed", () => expectDeployed("pms-leaderboard"));
    it("PMS-54 RTTM is deployed", () => expectDeployed("pms-rttm"));
    it("PMS-55 validation is deployed", () => expectDeployed("pms-validation"));

    it("PMS-56 the frontend is deployed, on AWS behind an Ingress of class alb", async () => {
        await expectDeployed("pms-frontend");
        for (const stack of stacks) {
            const { inputs } = (await record(stack)).object("Ingress", "pms/pms-frontend");
            expect(backends(inputs), stack).to.deep.equal(["pms-frontend"]);
            expect(read(inputs, "spec.ingressClassName"), stack).to.equal(stack === "local" ? "traefik" : "alb");
        }
    });

    it("PMS-70 each has a ServiceAccount of its own without a token, and no Role allows everything", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            const accounts = recorded.objects("ServiceAccount", "pms");
            expect(accounts.map(({ inputs }) => read(inputs, "metadata.name"))).to.have.members([
                ...objects,
                ...(stack === "local" ? [] : ["pms-database-backup"]),
            ]);
            for (const { inputs } of accounts) expect(read(inputs, "automountServiceAccountToken")).to.equal(false);
            for (const name of objects) {
                const pod = read(recorded.object("Deployment", `pms/${name}`).inputs, "spec.template.spec");
                expect(read(pod, "serviceAccountName"), `${stack} ${name}`).to.equal(name);
                expect(read(pod, "automountServiceAccountToken"), `${stack} ${name}`).to.equal(false);
            }
            const roles = [...recorded.objects("Role"), ...recorded.objects("ClusterRole")];
            for (const rule of roles.flatMap(({ inputs }) => readList(inputs, "rules"))) {
                expect(readList(rule, "verbs")).to.not.include("*");
                expect(readList(rule, "resources")).to.not.include("*");
            }
        }
    });

    it("are told when their configuration or their secrets change", async () => {
        const recorded = await record("prod");
        for (const name of objects) {
            const template = read(recorded.object("Deployment", `pms/${name}`).inputs, "spec.template");
            const annotations = readMap(template, "metadata.annotations");
            expect(annotations["strata.dev/config-checksum"], name).to.match(/^[0-9a-f]{64}$/);
            expect(annotations["strata.dev/secret-rotation"], name).to.equal(name === "pms-frontend" ? undefined : "1");
        }
    });

    it("are called on the port http and scraped on one of their own, on /metrics", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            for (const name of objects) {
                expect(read(recorded.object("Service", `pms/${name}`).inputs, "spec.ports")).to.deep.equal([
                    { name: "http", port: 8080, targetPort: "http", protocol: "TCP" },
                    { name: "metrics", port: 9090, targetPort: "metrics", protocol: "TCP" },
                ]);
                const { inputs } = recorded.object("ServiceMonitor", `pms/${name}`);
                expect(read(inputs, "spec.endpoints")).to.deep.equal([
                    { port: "metrics", path: "/metrics", interval: "30s", scrapeTimeout: "10s" },
                ]);
            }
        }
    });
});
