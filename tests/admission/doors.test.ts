/** Who gets past the policies of prod, and who does not: each by the door that it uses in a cluster. */
import { expect } from "chai";
import { certManager } from "../../policies/admission/matched.ts";
import { parameters } from "../../policies/admission/manifests.ts";
import { record } from "../support/stacks.ts";
import { ApiServer, type Answer, type Caller } from "./api-server.ts";
import { create } from "./installed.ts";
import { brokenPod, pod, safeContainer, without } from "./pods.ts";
import { installStack } from "./stack-policies.ts";

const system = (name: string): Caller => ({
    user: `system:serviceaccount:kube-system:${name}`,
    group: "system:masters",
});
const cluster = { user: certManager, group: "system:masters" };
const solverLabels = { "acme.cert-manager.io/http01-solver": "true" };
const owned = (kind: string, apiVersion: string) => ({
    ownerReferences: [
        { apiVersion, kind, name: "owner", uid: "5c0b0f2e-0000-4000-8000-000000000000", controller: true },
    ],
});
const byReplicaSet = owned("ReplicaSet", "apps/v1");

describe("the doors of prod's API server", () => {
    let server: ApiServer;

    before(async () => {
        server = await ApiServer.start();
        for (const name of ["shop", "monitoring", "kube-system"])
            await create(server, "/api/v1/namespaces", { metadata: { name } });
        // What was there before the policies.
        await create(server, pods("shop"), brokenPod("old"));
        await create(server, pods("shop"), pod("running", { metadata: byReplicaSet }));
        await create(server, "/apis/apps/v1/namespaces/shop/deployments", deployment("old"));
        await installStack(server, await record("prod"));
    });
    after(() => server.stop());

    const pods = (namespace: string): string => `/api/v1/namespaces/${namespace}/pods`;

    const post = (
        object: object,
        { namespace = "shop", as }: { namespace?: string; as?: Caller } = {},
    ): Promise<Answer> => server.send("POST", `${pods(namespace)}?dryRun=All`, object, "application/json", as);

    const put = (path: string, object: object): Promise<Answer> => server.send("PUT", `${path}?dryRun=All`, object);

    const read = async (path: string): Promise<Record<string, unknown>> => ({
        ...(await server.send("GET", path)).body,
    });

    function refused({ status, body }: Answer, ...rules: readonly string[]): void {
        expect(status, body.message).to.equal(422);
        expect(
            rules.some((rule) => body.message?.includes(`denied request: ${rule}: `)),
            body.message,
        ).to.equal(true);
    }

    function letIn({ status, body, warnings }: Answer): void {
        expect(status, body.message).to.be.lessThan(300);
        expect(warnings).to.deep.equal([]);
    }

    it("let in a pod that keeps the rules", async () => {
        letIn(await post(pod("web", { metadata: byReplicaSet })));
    });

    it("refuse a pod that breaks one, and name the rule and the container", async () => {
        const answer = await post(pod("web", { metadata: byReplicaSet, container: without("livenessProbe") }));
        refused(answer, "k8s-liveness-probe");
        expect(answer.body.message).to.include('container "web" has no liveness probe');
    });

    it("let in ACME solvers, when cert-manager makes them", async () => {
        const solver = brokenPod("cm-acme-http-solver", { labels: solverLabels });
        letIn(await post(solver, { as: cluster }));
        refused(await post(solver), "k8s-cpu-limits", "k8s-cpu-requests", "k8s-drop-all-capabilities");
        const ingress = {
            apiVersion: "networking.k8s.io/v1",
            kind: "Ingress",
            metadata: { name: "cm-acme-http-solver", labels: solverLabels },
            spec: { rules: [{ host: "www.example.com" }] },
        };
        const path = "/apis/networking.k8s.io/v1/namespaces/shop/ingresses?dryRun=All";
        letIn(await server.send("POST", path, ingress, "application/json", cluster));
        refused(await server.send("POST", path, ingress), "k8s-ingress-tls");
    });

    it("ask pods of Jobs and runners for everything but probes", async () => {
        for (const owner of [owned("Job", "batch/v1"), owned("EphemeralRunner", "actions.github.com/v1alpha1")]) {
            const ends = { metadata: owner, spec: { restartPolicy: "Never" } };
            const container = without("livenessProbe", "readinessProbe");
            letIn(await post(pod("work", { ...ends, container })));
            refused(
                await post(pod("work", { ...ends, container: { ...container, resources: {} } })),
                "k8s-cpu-limits",
                "k8s-cpu-requests",
            );
        }
    });

    it("let in what the cluster makes from templates that were judged, by who makes it and not by what it says", async () => {
        const template = brokenPod("old-x1", byReplicaSet);
        letIn(await post(template, { as: system("replicaset-controller") }));
        refused(await post(template), "k8s-cpu-limits");
        refused(await post(template, { as: system("default") }), "k8s-cpu-limits");
    });

    it("judge a debug container and not the pod that it comes to", async () => {
        const debug = async (name: string, container: object): Promise<Answer> => {
            const old = await read(`${pods("shop")}/${name}`);
            const spec = { ...(old["spec"] as object), ephemeralContainers: [container] };
            return put(`${pods("shop")}/${name}/ephemeralcontainers`, { ...old, spec });
        };
        const { image, securityContext } = safeContainer;
        const safe = { name: "debug", image, securityContext };
        letIn(await debug("running", safe));
        letIn(await debug("old", safe));
        const privileged = {
            ...safe,
            securityContext: { ...securityContext, allowPrivilegeEscalation: true, privileged: true },
        };
        refused(await debug("running", privileged), "k8s-no-privilege-escalation", "k8s-no-privileged");
        refused(await debug("running", { ...safe, image: "busybox" }), "k8s-image-pinned");
    });

    it("judge a size that is changed in place", async () => {
        const path = `${pods("shop")}/running`;
        const old = await read(path);
        const resized = (memory: string): object => ({
            ...old,
            spec: {
                ...(old["spec"] as object),
                containers: [{ ...safeContainer, resources: sized(memory) }],
            },
        });
        letIn(await put(`${path}/resize`, resized("512Mi")));
        refused(await put(`${path}/resize`, resized("64Gi")), "k8s-resource-ceilings");
    });

    it("leave alone what was there before, until it changes", async () => {
        const path = "/apis/apps/v1/namespaces/shop/deployments/old";
        const old = await read(path);
        const metadata = old["metadata"] as object;
        letIn(await put(path, { ...old, metadata: { ...metadata, labels: { team: "shop" } } }));
        letIn(await put(path, { ...old, spec: { ...(old["spec"] as object), replicas: 5 } }));
        const changed = deployment("old", "registry.k8s.io/pause:3.11");
        refused(await put(path, { ...old, spec: changed.spec }), "k8s-cpu-limits");
    });

    it("leave out the namespace of the nodes, and no other that says it were", async () => {
        letIn(await post(brokenPod("agent"), { namespace: "kube-system" }));
        const name = "kube-system-too";
        await create(server, "/api/v1/namespaces", {
            metadata: {
                name,
                labels: {
                    "kubernetes.io/metadata.name": "kube-system",
                    ...Object.fromEntries(
                        ["enforce", "warn", "audit"].map((mode) => [
                            `pod-security.kubernetes.io/${mode}`,
                            "restricted",
                        ]),
                    ),
                    "pod-security.kubernetes.io/enforce-version": "v1.35",
                },
            },
        });
        refused(await post(brokenPod("agent"), { namespace: name }), "k8s-cpu-limits");
    });

    it("warn of what charts do in the namespaces of add-ons", async () => {
        const { status, warnings, body } = await post(brokenPod("chart"), { namespace: "monitoring" });
        expect(status, body.message).to.equal(201);
        expect(warnings.join("\n")).to.include("k8s-memory-limits: ").and.include("k8s-liveness-probe: ");
    });

    it("refuse a namespace without a level of Pod Security", async () => {
        const body = { metadata: { name: "open" } };
        refused(await server.send("POST", "/api/v1/namespaces?dryRun=All", body), "k8s-namespace-pss-labels");
    });

    it("take a pod with more containers than anybody has", async () => {
        const containers = Array.from({ length: 60 }, (_, index) => ({
            ...safeContainer,
            name: `c${index}`,
            ports: [{ name: `http-${index}`, containerPort: 8000 + index }],
            livenessProbe: { httpGet: { path: "/live", port: 8000 + index } },
            readinessProbe: { httpGet: { path: "/ready", port: 8000 + index } },
        }));
        letIn(await post(pod("many", { metadata: byReplicaSet, spec: { containers } })));
    });

    it("let in what is exempt, from that rule, under that name, and nothing without the list", async () => {
        const path = `/api/v1/namespaces/${parameters.namespace}/configmaps/${parameters.name}`;
        const metadata = { ...parameters };
        await server.send("PUT", path, { metadata, data: { "k8s-liveness-probe": "^(shop/worker-[^/]*)$" } });
        const worker = (name: string, ...fields: string[]): object =>
            pod(name, { metadata: byReplicaSet, container: without(...fields) });
        await until(async () => (await post(worker("worker-1", "livenessProbe"))).status === 201);
        refused(await post(worker("worker", "livenessProbe")), "k8s-liveness-probe");
        refused(await post(worker("worker-1", "livenessProbe", "securityContext")), "k8s-drop-all-capabilities");
        await server.send("DELETE", path);
        const good = pod("web", { metadata: byReplicaSet });
        await until(async () => (await post(good)).status !== 201);
        expect((await post(good)).body.message).to.match(/no params found/);
    });
});

const sized = (memory: string): object => ({
    limits: { cpu: "200m", memory, "ephemeral-storage": "64Mi" },
    requests: { cpu: "100m", memory, "ephemeral-storage": "64Mi" },
});

function deployment(name: string, image = "registry.k8s.io/pause:3.10") {
    const labels = { app: name };
    const { spec } = brokenPod(name);
    return {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name },
        spec: {
            selector: { matchLabels: labels },
            template: {
                metadata: { labels },
                spec: { ...spec, containers: spec.containers.map((each) => ({ ...each, image })) },
            },
        },
    };
}

/** What is written is seen a moment later. */
async function until(seen: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
        if (await seen()) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("the API server does not see what was written");
}
