import { expect } from "chai";
import { loadAddOns } from "../../../components/platform/registry.ts";
import { compareQuantities, quantity } from "../../../components/quantity/quantity.ts";
import { judgeRecording } from "../../../preview/judge.ts";
import { chartRequests } from "../../support/chart-requests.ts";
import type { RecordedStack } from "../../support/recorded-stack.ts";
import { cloudStacks, record, runVariant, stacks, type StackName } from "../../support/stacks.ts";
import { read, readList, texts, write } from "../../support/values.ts";

const release = "kubernetes:helm.sh/v3:Release";
const githubConfigUrl = "https://github.com/acme";
const siteOf = (stack: StackName): string => (stack === "local" ? "local" : stack === "dr" ? "dr" : "us");

/** With runners of two sizes. */
const withRunners = (stack: StackName): Promise<RecordedStack> =>
    runVariant(stack, {
        edit: (config) => {
            const at = "strata:sites[0].addOns";
            write(config, `${at}.ingress`, { enabled: true });
            write(config, `${at}.runner-controller`, { enabled: true });
            write(config, `${at}.runners`, {
                enabled: true,
                githubConfigUrl,
                tolerations: [{ key: "example.com/ci" }],
                sets: {
                    small: { max: 3 },
                    large: { min: 1, cpu: "2", memory: "8Gi", nodes: { "example.com/ci": "" } },
                },
            });
        },
    });

describe("add-ons runner-controller and runners", () => {
    const variants = new Map<StackName, RecordedStack>();
    before(async () => {
        for (const stack of stacks) variants.set(stack, await withRunners(stack));
    });
    const variant = (stack: StackName): RecordedStack => {
        const found = variants.get(stack);
        if (found === undefined) throw new Error(`${stack} was not run`);
        return found;
    };

    it("are off unless a stack asks for them, and clean when it does", async () => {
        for (const stack of stacks) {
            const names = (await record(stack)).ofType(release).map(({ name }) => name);
            expect(
                names.filter((name) => name.includes("gha-runner")),
                stack,
            ).to.deep.equal([]);
            const open = judgeRecording(variant(stack).recording).filter(
                // Charts that no stack installs are not rendered every night.
                ({ exempt, rule }) => !exempt && rule !== "policy-blind-spots",
            );
            expect(open, stack).to.deep.equal([]);
        }
    });

    it("install the controller after the ingress", async () => {
        const addOn = (await loadAddOns()).find(({ name }) => name === "runner-controller");
        expect(addOn).to.include({ order: 40, knownAs: "gha-runners-controller" });
        expect(addOn?.needs).to.include("ingress");
        for (const stack of stacks) {
            const recorded = variant(stack);
            const controller = recorded.one(release, `${siteOf(stack)}-gha-runner-scale-set-controller`);
            const gates = [
                recorded.one(release, `${siteOf(stack)}-traefik`),
                recorded.one("kubernetes:networking.k8s.io/v1:IngressClass", `${siteOf(stack)}-nginx`),
            ];
            for (const gate of gates) expect(recorded.comesBefore(gate, controller), stack).to.equal(true);
            expect(controller.inputs, stack).to.include({ name: "arc-controller", namespace: "arc-systems" });
        }
    });

    it("have one version: the controller takes away runner sets of another", () => {
        for (const stack of stacks) {
            const charts = variant(stack)
                .ofType(release)
                .filter(({ inputs }) => String(inputs["chart"]).includes("gha-runner-scale-set"));
            expect(charts, stack).to.have.lengthOf(3);
            expect(new Set(charts.map(({ inputs }) => inputs["version"])), stack).to.have.lengthOf(1);
        }
    });

    it("lets the controller and its rights outlive the runners, and the credential too", () => {
        for (const stack of stacks) {
            const recorded = variant(stack);
            const controller = recorded.one(release, `${siteOf(stack)}-gha-runner-scale-set-controller`);
            const namespace = recorded.object("Namespace", "arc-runners");
            expect(read(controller.inputs, "values.flags.watchSingleNamespace"), stack).to.equal("arc-runners");
            expect(recorded.comesBefore(namespace, controller), stack).to.equal(true);
            for (const name of ["small", "large"]) {
                const set = recorded.one(release, `${siteOf(stack)}-gha-runner-scale-set-${name}`);
                // Not `skipAwait`: Helm waits until the controller has taken the finalizers away.
                expect(set.inputs, stack).to.not.have.property("skipAwait");
                expect(recorded.comesBefore(controller, set), stack).to.equal(true);
                expect(read(set.inputs, "values.controllerServiceAccount"), stack).to.deep.equal({
                    name: read(controller.inputs, "values.serviceAccount.name"),
                    namespace: controller.inputs["namespace"],
                });
                if (stack !== "local") {
                    const secret = recorded.object("ExternalSecret", "arc-runners/github-app");
                    expect(set.options.dependsOn, stack).to.include(secret.urn);
                }
            }
        }
    });

    it("knows the credential by its name only, and nobody else reads its entry", () => {
        for (const stack of cloudStacks) {
            const recorded = variant(stack);
            const set = recorded.one(release, `${siteOf(stack)}-gha-runner-scale-set-small`);
            expect(set.inputs["values"], stack).to.include({ githubConfigUrl, githubConfigSecret: "github-app" });
            const entry = recorded.one("aws:secretsmanager/secret:Secret", `${siteOf(stack)}-runners`);
            expect(String(entry.inputs["name"]), stack).to.match(/^[a-z-]+\/runners\/github-app$/);
            const store = recorded.object("ClusterSecretStore", "runners");
            expect(read(store.inputs, "spec.conditions"), stack).to.deep.equal([{ namespaces: ["arc-runners"] }]);
            const versions = recorded.ofType("aws:secretsmanager/secretVersion:SecretVersion");
            expect(
                versions.filter(({ name }) => name.includes("runners")),
                stack,
            ).to.deep.equal([]);
        }
        expect(variant("local").has("ExternalSecret", "arc-runners/github-app")).to.equal(false);
    });

    it("run jobs without rights, root or the cluster in reach", () => {
        for (const stack of stacks) {
            const recorded = variant(stack);
            const account = recorded.object("ServiceAccount", "arc-runners/arc-runner");
            expect(account.inputs, stack).to.include({ automountServiceAccountToken: false });
            const { inputs } = recorded.one(release, `${siteOf(stack)}-gha-runner-scale-set-large`);
            expect(inputs["values"], stack).to.not.have.property("containerMode");
            const pod = read(inputs, "values.template.spec");
            expect(pod, stack).to.deep.include({
                serviceAccountName: "arc-runner",
                automountServiceAccountToken: false,
                nodeSelector: { "kubernetes.io/os": "linux", "example.com/ci": "" },
                tolerations: [{ key: "example.com/ci", operator: "Exists" }],
            });
            expect(read(pod, "securityContext.runAsNonRoot"), stack).to.equal(true);
            const amounts = { cpu: "2", memory: "8Gi", "ephemeral-storage": "10Gi" };
            expect(read(pod, "containers[0].resources"), stack).to.deep.equal({ requests: amounts, limits: amounts });
            expect(readList(inputs, "values.listenerTemplate.spec.tolerations"), stack).to.have.lengthOf(2);

            const policies = recorded.objects("NetworkPolicy", "arc-runners").map(({ inputs: policy }) => policy);
            const named = new Map(policies.map((policy) => [read(policy, "metadata.name"), policy]));
            expect([...named.keys()], stack).to.have.members(["default-deny", "allow-dns", "to-github"]);
            expect(read(named.get("to-github"), "spec.egress"), stack).to.deep.equal([
                {
                    to: [
                        {
                            ipBlock: {
                                cidr: "0.0.0.0/0",
                                except: [
                                    "10.0.0.0/8",
                                    "100.64.0.0/10",
                                    "127.0.0.0/8",
                                    "169.254.0.0/16",
                                    "172.16.0.0/12",
                                    "192.168.0.0/16",
                                ],
                            },
                        },
                    ],
                    ports: [{ port: 443, protocol: "TCP" }],
                },
            ]);
        }
    });

    it("guards the controller where there are two, and watches it and the listeners", () => {
        for (const stack of stacks) {
            const recorded = variant(stack);
            const guarded = stack !== "local" && stack !== "dev";
            expect(recorded.has("PodDisruptionBudget", "arc-systems/arc-controller"), stack).to.equal(guarded);
            const monitor = recorded.object("PodMonitor", "arc-systems/arc-controller");
            expect(readList(monitor.inputs, "spec.selector.matchExpressions[0].values"), stack).to.deep.equal([
                "gha-rs-controller",
                "gha-runner-scale-set",
            ]);
        }
    });

    it("ask for what the add-on says", async () => {
        const addOn = (await loadAddOns()).find(({ name }) => name === "runner-controller");
        for (const [stack, sizes] of [
            ["dev", "single"],
            ["prod", "highlyAvailable"],
        ] as const) {
            const { inputs } = variant(stack).one(release, `${siteOf(stack)}-gha-runner-scale-set-controller`);
            for (const resource of ["cpu", "memory"] as const) {
                const asked = chartRequests(inputs["values"], resource);
                const stated = quantity(addOn?.requests?.[sizes][resource] ?? "0");
                expect(compareQuantities(asked, stated), `${stack} ${resource}`).to.equal(0);
            }
        }
    });

    it("keep what a person writes out of the state", () => {
        for (const stack of stacks) {
            const { inputs } = variant(stack).one(release, `${siteOf(stack)}-gha-runner-scale-set-small`);
            expect(
                texts(inputs).filter(({ text }) => /private_key|github_token/.test(text)),
                stack,
            ).to.deep.equal([]);
        }
    });
});
