/** One service and everything about it, on a system that uses all of the spec. */
import { expect } from "chai";
import { containers, type RecordedStack } from "../support/recorded-stack.ts";
import { runsShop, services, shop } from "../support/shop.ts";
import { mandatory, runSystems, type StackName } from "../support/stacks.ts";
import { read, readList, readMap } from "../support/values.ts";
import type { SystemSpec } from "../../systems/spec.ts";

const run = (stack: StackName, settings = {}, system: SystemSpec = shop): Promise<RecordedStack> =>
    runSystems(stack, { shop: system }, runsShop(settings));

const pod = (stack: RecordedStack, name: string): unknown =>
    read(stack.object("Deployment", `shop/${name}`).inputs, "spec.template.spec");

const checksum = (stack: RecordedStack, name: string): unknown =>
    read(
        stack.object("Deployment", `shop/${name}`).inputs,
        "spec.template.metadata.annotations[strata.dev/config-checksum]",
    );

describe("a service", () => {
    let local: RecordedStack;
    let prod: RecordedStack;
    before(async () => {
        local = await run("local");
        prod = await run("prod");
    });

    it("of this system passes the policies", () => {
        expect(mandatory(local).map(({ rule, urn, message }) => `${rule} ${urn} ${message}`)).to.deep.equal([]);
    });

    it("has probes over http and tcp, by the names of their ports", () => {
        expect(readMap(containers(local.object("Deployment", "shop/shop-web"))[0], "")).to.deep.include({
            startupProbe: { tcpSocket: { port: "http" }, periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 30 },
            readinessProbe: {
                httpGet: { path: "/ready", port: "http" },
                periodSeconds: 5,
                timeoutSeconds: 3,
                failureThreshold: 3,
            },
            livenessProbe: {
                httpGet: { path: "/live", port: "admin" },
                periodSeconds: 10,
                timeoutSeconds: 2,
                failureThreshold: 6,
            },
        });
    });

    it("has probes over grpc, by the number of the port, and starts up by what says that it lives", () => {
        const times = { periodSeconds: 10, timeoutSeconds: 3 };
        expect(readMap(containers(local.object("Deployment", "shop/shop-ledger"))[0], "")).to.deep.include({
            startupProbe: { grpc: { port: 9000 }, ...times, failureThreshold: 30 },
            readinessProbe: { grpc: { port: 9000, service: "ready" }, ...times, failureThreshold: 3 },
            livenessProbe: { grpc: { port: 9000 }, ...times, failureThreshold: 3 },
        });
    });

    it("has probes that run a command", () => {
        const [container] = containers(local.object("Deployment", "shop/shop-worker"));
        expect(read(container, "readinessProbe.exec.command")).to.deep.equal(["check", "--ready"]);
        expect(read(container, "livenessProbe")).to.deep.equal({
            exec: { command: ["check"] },
            periodSeconds: 60,
            timeoutSeconds: 3,
            failureThreshold: 3,
        });
    });

    it("starts sidecars before init containers, and only they stay and are probed", () => {
        const [sidecar, init, ...others] = readList(pod(local, "shop-worker"), "initContainers");
        expect(others).to.be.empty;
        expect(sidecar).to.deep.include({
            name: "proxy",
            image: "localhost:5001/shop-proxy:v1",
            restartPolicy: "Always",
        });
        expect(read(sidecar, "readinessProbe.tcpSocket.port")).to.equal("proxy");
        expect(read(sidecar, "ports")).to.deep.equal([{ name: "proxy", containerPort: 7000, protocol: "TCP" }]);
        expect(init).to.deep.include({ name: "fetch", image: "localhost:5001/shop-fetch:v1" });
        expect(Object.keys(readMap(init, ""))).to.not.include.members(["restartPolicy", "readinessProbe"]);
        expect(read(init, "volumeMounts")).to.deep.equal([{ name: "fetch-data", mountPath: "/data" }]);
        expect(readList(pod(local, "shop-worker"), "volumes")).to.deep.equal([
            { name: "fetch-data", emptyDir: { sizeLimit: "1Gi" } },
        ]);
    });

    it("takes an image of a third party as it is", () => {
        const [container] = containers(prod.object("Deployment", "shop/shop-worker"));
        expect(read(container, "image")).to.equal("docker.io/library/busybox:1.37.0");
    });

    it("that is a singleton stops before it starts anew, and is neither scaled nor guarded by a budget", () => {
        const { inputs } = prod.object("Deployment", "shop/shop-worker");
        expect(read(inputs, "spec.strategy")).to.deep.equal({ type: "Recreate" });
        expect(read(inputs, "spec.replicas")).to.equal(1);
        expect(prod.has("HorizontalPodAutoscaler", "shop/shop-worker")).to.be.false;
        expect(prod.has("PodDisruptionBudget", "shop/shop-worker")).to.be.false;
    });

    it("that is none rolls without a gap and gets a budget from two pods up", () => {
        const { inputs } = prod.object("Deployment", "shop/shop-web");
        expect(read(inputs, "spec.strategy")).to.deep.equal({
            type: "RollingUpdate",
            rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 },
        });
        expect(prod.has("PodDisruptionBudget", "shop/shop-web")).to.be.true;
        expect(local.has("PodDisruptionBudget", "shop/shop-web")).to.be.false;
    });

    it("is scaled as the stack says, on CPU alone where no memory is named", async () => {
        const stack = await run("prod", { services: { web: { replicas: 3, maxReplicas: 12 } } });
        const { inputs } = stack.object("HorizontalPodAutoscaler", "shop/shop-web");
        expect(readMap(inputs, "spec")).to.deep.include({
            minReplicas: 3,
            maxReplicas: 12,
            metrics: [
                {
                    type: "Resource",
                    resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 60 } },
                },
            ],
        });
    });

    it("takes tag, size, tier, replicas and variables from the stack, for itself alone", async () => {
        const web = { tag: "v2", size: "large", tier: "high", replicas: 5, env: { COLOR: "red", ENVIRONMENT: "mine" } };
        const stack = await run("dev", { services: { web } });
        const deployment = stack.object("Deployment", "shop/shop-web");
        const [container] = containers(deployment);
        expect(read(container, "image")).to.equal("111122223333.dkr.ecr.us-east-1.amazonaws.com/dev/shop-web:v2");
        expect(read(container, "resources.limits")).to.deep.equal({
            cpu: "2",
            memory: "1Gi",
            "ephemeral-storage": "256Mi",
        });
        expect(read(deployment.inputs, "spec.replicas")).to.equal(5);
        expect(read(deployment.inputs, "metadata.labels[app.kubernetes.io/version]")).to.equal("v2");
        expect(read(stack.object("ConfigMap", "shop/shop-web").inputs, "data")).to.deep.equal({
            ENVIRONMENT: "mine",
            COLOR: "red",
        });
        const other = stack.object("Deployment", "shop/shop-ledger");
        expect(read(containers(other)[0], "image")).to.match(/shop-ledger:v1$/);
        expect(read(other.inputs, "spec.replicas")).to.equal(2);
        expect(read(stack.object("ConfigMap", "shop/shop-ledger").inputs, "data")).to.deep.equal({
            ENVIRONMENT: "dev",
        });
    });

    it("reaches whom it calls on their ports, what it names outside, and nothing else", () => {
        const peer = (name: string) => ({
            podSelector: { matchLabels: { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "shop" } },
        });
        const { inputs } = local.object("NetworkPolicy", "shop/shop-web");
        expect(read(inputs, "spec.egress")).to.deep.equal([
            { to: [peer("shop-ledger")], ports: [{ port: 9000, protocol: "TCP" }] },
            { to: [peer("shop-worker")], ports: [{ port: 8080, protocol: "TCP" }] },
            {
                to: [{ ipBlock: { cidr: "203.0.113.0/24" } }],
                ports: [
                    { port: 443, protocol: "TCP" },
                    { port: 8443, protocol: "TCP" },
                ],
            },
        ]);
        expect(read(local.object("NetworkPolicy", "shop/shop-ledger").inputs, "spec.ingress")).to.deep.equal([
            { from: [peer("shop-web")], ports: [{ port: 9000, protocol: "TCP" }] },
        ]);
    });

    it("gets a token and a way to the API server only where it says so", () => {
        for (const [name, uses] of [
            ["shop-ledger", true],
            ["shop-web", false],
        ] as const) {
            expect(read(pod(prod, name), "automountServiceAccountToken")).to.equal(uses);
            expect(read(prod.object("ServiceAccount", `shop/${name}`).inputs, "automountServiceAccountToken")).to.equal(
                uses,
            );
        }
        expect(readList(prod.object("NetworkPolicy", "shop/shop-ledger").inputs, "spec.egress")).to.deep.equal([
            {
                to: ["10.30.0.0/18", "10.30.64.0/18", "10.30.128.0/18"].map((cidr) => ({ ipBlock: { cidr } })),
                ports: [
                    { port: 443, protocol: "TCP" },
                    { port: 6443, protocol: "TCP" },
                ],
            },
        ]);
    });

    it("is exposed on its first port below its path, with time to finish", () => {
        const { inputs } = local.object("Ingress", "shop/shop-web");
        expect(read(inputs, "spec.rules")).to.deep.equal([
            {
                host: "shop.example.com",
                http: {
                    paths: [
                        {
                            path: "/store",
                            pathType: "Prefix",
                            backend: { service: { name: "shop-web", port: { name: "http" } } },
                        },
                    ],
                },
            },
        ]);
        expect(read(local.recording.outputs, "local.urls")).to.deep.equal({
            "shop-web": "https://shop.example.com/store",
        });
        expect(read(pod(local, "shop-web"), "terminationGracePeriodSeconds")).to.equal(90);
        expect(read(pod(local, "shop-ledger"), "terminationGracePeriodSeconds")).to.equal(30);
    });

    it("is restarted when its configuration changes, and only then", async () => {
        const changed = await run("local", { services: { web: { env: { COLOR: "red" } } } });
        expect(checksum(changed, "shop-web")).to.not.equal(checksum(local, "shop-web"));
        expect(checksum(changed, "shop-ledger")).to.equal(checksum(local, "shop-ledger"));
        const other = await run("local", { tag: "v2", services: { web: { tier: "high" } } });
        expect(checksum(other, "shop-web")).to.equal(checksum(local, "shop-web"));
    });

    it("does not mind in which order its variables were written", async () => {
        const one = await run("local", { services: { web: { env: { A: "1", B: "2" } } } });
        const other = await run("local", { services: { web: { env: { B: "2", A: "1" } } } });
        expect(checksum(one, "shop-web")).to.equal(checksum(other, "shop-web"));
    });

    it("is restarted when generated secrets are made anew, where it reads any", async () => {
        const web = { ...services.web, secrets: { KEY: "keys/key" } };
        const system = {
            ...shop,
            secrets: { keys: { description: "Keys", keys: { key: { length: 32 } } } },
            services: { ...services, web },
        };
        const stack = await run("local", { rotation: 7 }, system);
        const annotation = (name: string): unknown =>
            read(
                stack.object("Deployment", `shop/${name}`).inputs,
                "spec.template.metadata.annotations[strata.dev/secret-rotation]",
            );
        expect(annotation("shop-web")).to.equal("7");
        expect(annotation("shop-ledger")).to.equal(undefined);
        expect(stack.one("random:index/randomPassword:RandomPassword", "local-shop-keys-key").inputs).to.deep.include({
            length: 32,
            special: false,
            keepers: { rotation: "7" },
        });
    });

    it("is patched at last, in the pod template and nowhere else", async () => {
        const web = {
            ...services.web,
            podTemplate: { spec: { nodeSelector: { disk: "ssd" }, containers: [{ name: "web", args: ["--fast"] }] } },
        };
        const stack = await run("local", {}, { ...shop, services: { ...services, web } });
        expect(read(pod(stack, "shop-web"), "nodeSelector")).to.deep.equal({ disk: "ssd" });
        const [container] = containers(stack.object("Deployment", "shop/shop-web"));
        const [plain] = containers(local.object("Deployment", "shop/shop-web"));
        expect(container).to.deep.equal({ ...readMap(plain, ""), args: ["--fast"] });
    });
});
