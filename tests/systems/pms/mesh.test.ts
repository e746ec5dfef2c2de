/** Who may call whom in the mesh, and what comes in without an identity. */
import { expect } from "chai";
import type { RecordedStack } from "../../support/recorded-stack.ts";
import { cloudStacks, record, runVariant } from "../../support/stacks.ts";
import { read, readList, readMap, write } from "../../support/values.ts";
import { objects } from "./pms.ts";

/** `calls` of the system, the other way round. */
const callers: Readonly<Record<string, readonly string[]>> = {
    "pms-analytics": ["pms-api-gateway", "pms-simulation", "pms-leaderboard"],
    "pms-api-gateway": ["pms-frontend"],
    "pms-auth": ["pms-api-gateway"],
    "pms-frontend": [],
    "pms-leaderboard": ["pms-api-gateway"],
    "pms-portfolio": ["pms-api-gateway", "pms-analytics", "pms-simulation", "pms-trade-capture", "pms-leaderboard"],
    "pms-rttm": ["pms-api-gateway"],
    "pms-simulation": ["pms-api-gateway"],
    "pms-trade-capture": ["pms-api-gateway", "pms-analytics", "pms-rttm"],
    "pms-validation": ["pms-api-gateway", "pms-trade-capture"],
};

const ports = ["http", "metrics"];

/** Ranges of the subnets that carry a mark. */
const subnets = (recorded: RecordedStack, mark: string): readonly unknown[] =>
    recorded
        .ofType("aws:ec2/subnet:Subnet")
        .filter(({ inputs }) => read(inputs, `tags[kubernetes.io/role/${mark}]`) === "1")
        .map(({ inputs }) => inputs["cidrBlock"]);

const identity = (account: string): string => `${account}.pms.serviceaccount.identity.linkerd.cluster.local`;

/** What each AuthorizationPolicy for a Server asks for. */
function required(recorded: RecordedStack, server: string): readonly { kind: unknown; name: unknown }[] {
    return recorded
        .objects("AuthorizationPolicy", "pms")
        .filter(({ inputs }) => read(inputs, "spec.targetRef.name") === server)
        .map(({ inputs }) => {
            expect(read(inputs, "spec.targetRef")).to.deep.equal({
                group: "policy.linkerd.io",
                kind: "Server",
                name: server,
            });
            const references = readList(inputs, "spec.requiredAuthenticationRefs");
            expect(references, server).to.have.lengthOf(1);
            return { kind: read(references[0], "kind"), name: read(references[0], "name") };
        });
}

describe("PMS: mesh", () => {
    it("PMS-43 every port is shut but to its callers by identity, and by network to the load balancer and to scraping", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            expect(readMap(recorded.object("Namespace", "pms").inputs, "metadata.annotations")).to.include({
                "linkerd.io/inject": "enabled",
                "config.linkerd.io/default-inbound-policy": "deny",
            });
            for (const name of objects) {
                const named = callers[name] ?? [];
                for (const port of ports) {
                    const server = recorded.object("Server", `pms/${name}-${port}`);
                    expect(server.inputs["spec"], `${stack} ${name}`).to.deep.equal({
                        podSelector: {
                            matchLabels: { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "pms" },
                        },
                        port,
                        proxyProtocol: "unknown",
                        accessPolicy: "deny",
                    });
                    const edge = ["pms-api-gateway", "pms-frontend"].includes(name) && port === "http";
                    expect(required(recorded, `${name}-${port}`), `${stack} ${name} ${port}`).to.have.deep.members([
                        ...(named.length === 0 ? [] : [{ kind: "MeshTLSAuthentication", name: `${name}-callers` }]),
                        ...(edge ? [{ kind: "NetworkAuthentication", name: `${name}-edge` }] : []),
                        ...(port === "metrics" ? [{ kind: "NetworkAuthentication", name: `${name}-scraping` }] : []),
                    ]);
                }
                expect(recorded.has("MeshTLSAuthentication", `pms/${name}-callers`), name).to.equal(named.length > 0);
                if (named.length === 0) continue;
                const { inputs } = recorded.object("MeshTLSAuthentication", `pms/${name}-callers`);
                expect(readList(inputs, "spec.identities"), `${stack} ${name}`).to.have.members(named.map(identity));
            }
            const networks = recorded.objects("NetworkAuthentication");
            expect(networks.map(({ inputs }) => read(inputs, "metadata.name"))).to.have.members([
                "pms-api-gateway-edge",
                "pms-frontend-edge",
                ...objects.map((name) => `${name}-scraping`),
            ]);
            const [balancers, pods] = [subnets(recorded, "elb"), subnets(recorded, "internal-elb")];
            expect(balancers.length, stack).to.be.at.least(2);
            expect(pods.length, stack).to.be.at.least(2);
            for (const { inputs } of networks) {
                const cidrs = readList(inputs, "spec.networks").map((network) => read(network, "cidr"));
                const edge = String(read(inputs, "metadata.name")).endsWith("-edge");
                expect(cidrs, stack).to.have.members(edge ? balancers : pods);
            }
            for (const { inputs } of recorded.resources) {
                expect(JSON.stringify(inputs), stack).to.not.match(/config\.linkerd\.io\/skip-\w+-ports/);
            }
        }
    });

    it("starts nothing in the namespace before the mesh, and no service before those who may call it are known", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const site = stack === "dr" ? "dr" : "us";
            const controlPlane = recorded.one("kubernetes:helm.sh/v3:Release", `${site}-linkerd-control-plane`);
            const workloads = ["Deployment", "StatefulSet", "Job", "CronJob"].flatMap((kind) =>
                recorded.objects(kind, "pms"),
            );
            expect(workloads.length, stack).to.be.at.least(11);
            for (const workload of workloads) {
                expect(recorded.comesBefore(controlPlane, workload), `${stack} ${workload.name}`).to.be.true;
            }
            for (const name of objects) {
                const deployment = recorded.object("Deployment", `pms/${name}`);
                for (const port of ports) {
                    for (const kind of ["Server", "AuthorizationPolicy"]) {
                        const own = recorded
                            .objects(kind, "pms")
                            .filter(({ inputs }) =>
                                [read(inputs, "metadata.name"), read(inputs, "spec.targetRef.name")].includes(
                                    `${name}-${port}`,
                                ),
                            );
                        expect(own, `${name}-${port}`).to.not.be.empty;
                        for (const each of own) {
                            expect(recorded.comesBefore(each, deployment), `${stack} ${each.name}`).to.be.true;
                        }
                    }
                }
            }
        }
    });

    it("opens the proxies' port along every edge, theirs to the control plane, and no other way in", async () => {
        const edges = (recorded: RecordedStack, name: string, direction: "ingress" | "egress") =>
            readList(recorded.object("NetworkPolicy", `pms/${name}`).inputs, `spec.${direction}`);
        const proxied = (rule: unknown): boolean => readList(rule, "ports").some((port) => read(port, "port") === 4143);
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            for (const name of objects) {
                for (const rule of edges(recorded, name, "ingress")) {
                    const peers = readList(rule, "from").map((peer) =>
                        read(peer, "podSelector.matchLabels[app.kubernetes.io/name]"),
                    );
                    expect(proxied(rule), `${stack} ${name}`).to.equal(
                        peers.some((peer) => objects.includes(String(peer))),
                    );
                }
                for (const callee of objects.filter((other) => callers[other]?.includes(name))) {
                    const rule = edges(recorded, name, "egress").find((each) =>
                        readList(each, "to").some(
                            (peer) => read(peer, "podSelector.matchLabels[app.kubernetes.io/name]") === callee,
                        ),
                    );
                    expect(proxied(rule), `${stack} ${name} to ${callee}`).to.be.true;
                }
            }
            const out = recorded.object("NetworkPolicy", "pms/proxies-to-control-plane");
            expect(
                readList(out.inputs, "spec.egress").map((rule) => ({
                    namespace: read(rule, "to[0].namespaceSelector.matchLabels[kubernetes.io/metadata.name]"),
                    component: read(rule, "to[0].podSelector.matchLabels[linkerd.io/control-plane-component]"),
                    ports: readList(rule, "ports").map((port) => read(port, "port")),
                })),
                stack,
            ).to.deep.equal([
                { namespace: "linkerd", component: "identity", ports: [8080] },
                { namespace: "linkerd", component: "destination", ports: [8086, 8090] },
            ]);
        }
    });

    it("gives proxies requests and limits, more in a higher tier, and the quota holds them at the most replicas", async () => {
        const cpu = { dev: "10m", staging: "25m", prod: "50m", dr: "50m" };
        const memory = { dev: "64Mi", staging: "128Mi", prod: "192Mi", dr: "192Mi" };
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const expected = {
                "config.linkerd.io/proxy-cpu-request": cpu[stack],
                "config.linkerd.io/proxy-memory-request": memory[stack],
                "config.linkerd.io/proxy-memory-limit": memory[stack],
            };
            expect(readMap(recorded.object("Namespace", "pms").inputs, "metadata.annotations")).to.include(expected);
            const asked = { cpu: 0, memory: 0 };
            for (const name of objects) {
                const { inputs } = recorded.object("Deployment", `pms/${name}`);
                const notes = readMap(inputs, "spec.template.metadata.annotations");
                expect(notes, `${stack} ${name}`).to.include(expected);
                const replicas = recorded.has("HorizontalPodAutoscaler", `pms/${name}`)
                    ? read(recorded.object("HorizontalPodAutoscaler", `pms/${name}`).inputs, "spec.maxReplicas")
                    : read(inputs, "spec.replicas");
                // A quarter more while a new version comes, rounded up.
                const pods = Math.ceil(Number(replicas) * 1.25);
                for (const container of readList(inputs, "spec.template.spec.containers")) {
                    asked.cpu += pods * cores(read(container, "resources.requests.cpu"));
                    asked.memory += pods * mebibytes(read(container, "resources.requests.memory"));
                }
                asked.cpu += pods * cores(cpu[stack]);
                asked.memory += pods * mebibytes(memory[stack]);
            }
            const hard = readMap(recorded.object("ResourceQuota", "pms/strata").inputs, "spec.hard");
            expect(asked.cpu, stack).to.be.below(cores(hard["requests.cpu"]));
            expect(asked.memory, stack).to.be.below(mebibytes(hard["requests.memory"]));
        }
    });

    it("is not there without the add-on on a cluster of one's own, and is where the add-on is on", async () => {
        const without = await record("local");
        expect(without.objects("Server")).to.be.empty;
        expect(read(without.object("Namespace", "pms").inputs, "metadata.annotations")).to.equal(undefined);
        const on = Object.fromEntries(
            ["gateway-api-crds", "trust-manager", "linkerd"].map((name) => [name, { enabled: true }]),
        );
        const local = await runVariant("local", {
            edit: (config) => {
                write(config, "strata:sites[0].addOns", on);
            },
        });
        const clients = local.object("MeshTLSAuthentication", "pms/pms-redis-callers");
        expect(readList(clients.inputs, "spec.identities")).to.have.members(
            ["pms-api-gateway", "pms-auth", "pms-portfolio", "pms-leaderboard", "pms-rttm"].map(identity),
        );
        const database = local.object("Server", "pms/pms-database-postgres");
        expect(database.inputs["spec"]).to.deep.include({ port: "postgres", proxyProtocol: "opaque" });
        const server = local.object("StatefulSet", "pms/pms-database");
        expect(local.comesBefore(database, server)).to.be.true;
        const open = local.object("NetworkPolicy", "pms/pms-database");
        expect(readList(open.inputs, "spec.ingress[0].ports").map((port) => read(port, "port"))).to.deep.equal([
            5432, 4143,
        ]);
    });
});

const cores = (quantity: unknown): number =>
    String(quantity).endsWith("m") ? Number.parseInt(String(quantity)) / 1000 : Number(quantity);

const mebibytes = (quantity: unknown): number =>
    Number.parseInt(String(quantity)) * (String(quantity).endsWith("Gi") ? 1024 : 1);
