/** What watches the site on which PMS runs: Prometheus, Alertmanager, and how an alert gets to who is on call. */
import { expect } from "chai";
import type { RecordedResource } from "../../../preview/recording.ts";
import type { RecordedStack } from "../../support/recorded-stack.ts";
import { inputProblems } from "../../support/errors.ts";
import { cloudStacks, record, runVariant, stacks, type StackName } from "../../support/stacks.ts";
import { read, readList, write } from "../../support/values.ts";

const siteOf = (stack: StackName): string => (stack === "local" ? "local" : stack === "dr" ? "dr" : "us");

const chart = (recorded: RecordedStack, stack: StackName): RecordedResource =>
    recorded.one("kubernetes:helm.sh/v3:Release", `${siteOf(stack)}-kube-prometheus-stack`);

describe("PMS: monitoring", () => {
    it("PMS-45 Prometheus is monitoring/prometheus on port 9090, by the labels that its operator puts on the pods of the site", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            const { inputs } = chart(recorded, stack);
            expect(inputs["namespace"], stack).to.equal("monitoring");
            // The chart names the object Prometheus so; the operator labels its pods with that name.
            expect(read(inputs, "values.fullnameOverride"), stack).to.equal("kps");
            expect(read(inputs, "values.cleanPrometheusOperatorObjectNames"), stack).to.equal(true);
            const service = recorded.object("Service", "monitoring/prometheus");
            expect(read(service.inputs, "spec"), stack).to.deep.equal({
                type: "ClusterIP",
                selector: { "app.kubernetes.io/name": "prometheus", "operator.prometheus.io/name": "kps" },
                ports: [{ name: "http-web", port: 9090, targetPort: "http-web", protocol: "TCP" }],
            });
            expect(recorded.comesBefore(chart(recorded, stack), service), stack).to.be.true;
        }
    });

    it("Alertmanager is monitoring/alertmanager on port 9093", async () => {
        for (const stack of stacks) {
            expect(
                read((await record(stack)).object("Service", "monitoring/alertmanager").inputs, "spec"),
            ).to.deep.equal({
                type: "ClusterIP",
                selector: { "app.kubernetes.io/name": "alertmanager", alertmanager: "kps" },
                ports: [{ name: "http-web", port: 9093, targetPort: "http-web", protocol: "TCP" }],
            });
        }
    });

    it("what is critical goes to who is on call: in the cloud over the topic of the site", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            const config = read(chart(recorded, stack).inputs, "values.alertmanager.config");
            expect(readList(config, "route.routes"), stack).to.deep.equal([
                { matchers: ['severity = "critical"'], receiver: "on-call" },
            ]);
            expect(read(config, "route.receiver"), stack).to.equal("quiet");
            const [quiet, onCall, ...others] = readList(config, "receivers");
            expect(others).to.be.empty;
            expect(quiet).to.deep.equal({ name: "quiet" });
            if (stack === "local") expect(onCall).to.deep.equal({ name: "on-call" });
            else {
                const topic = recorded.one("aws:sns/topic:Topic");
                const region = stack === "dr" ? "us-west-2" : "us-east-1";
                expect(onCall, stack).to.deep.equal({
                    name: "on-call",
                    sns_configs: [
                        {
                            topic_arn: `arn:aws:sns:${region}:111122223333:${String(topic.inputs["name"])}`,
                            sigv4: { region },
                            send_resolved: true,
                        },
                    ],
                });
            }
        }
    });

    it("Alertmanager may publish to that topic, and nothing else", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const role = recorded.one("aws:iam/role:Role", `${siteOf(stack)}-alertmanager`);
            const policy = recorded.one("aws:iam/rolePolicy:RolePolicy", `${siteOf(stack)}-alertmanager`);
            const [publish, encrypt, ...others] = readList(JSON.parse(String(policy.inputs["policy"])), "Statement");
            expect(others, stack).to.be.empty;
            expect(read(publish, "Action")).to.deep.equal(["sns:Publish"]);
            expect(readList(publish, "Resource")).to.have.lengthOf(1);
            expect(readList(publish, "Resource")[0]).to.match(/^arn:aws:sns:[a-z0-9-]+:111122223333:[a-z-]+-alarms$/);
            expect(read(encrypt, "Action")).to.deep.equal(["kms:Decrypt", "kms:GenerateDataKey"]);
            expect(String(readList(encrypt, "Resource")[0])).to.match(/^arn:aws:kms:.+:key\/.+alarms$/);
            expect(String(role.inputs["assumeRolePolicy"])).to.include(
                "system:serviceaccount:monitoring:kps-alertmanager",
            );
            const release = chart(recorded, stack);
            expect(read(release.inputs, "values.alertmanager.serviceAccount.annotations"), stack).to.have.property(
                "eks.amazonaws.com/role-arn",
            );
            expect(recorded.comesBefore(policy, release), stack).to.be.true;
        }
    });

    it("whoever shows figures is found in every namespace, without a label of the release", async () => {
        for (const stack of stacks) {
            const spec = read(chart(await record(stack), stack).inputs, "values.prometheus.prometheusSpec");
            for (const kind of ["serviceMonitor", "podMonitor", "probe", "rule", "scrapeConfig"]) {
                expect(read(spec, `${kind}SelectorNilUsesHelmValues`), `${stack} ${kind}`).to.equal(false);
            }
        }
    });

    it("more than one where the environment is highly available, small on a laptop", async () => {
        const expected = {
            local: {
                replicas: 1,
                alertmanagers: 1,
                retention: "1d",
                retentionSize: "1843MB",
                storage: "2Gi",
                memory: "512Mi",
            },
            dev: {
                replicas: 1,
                alertmanagers: 1,
                retention: "7d",
                retentionSize: "18432MB",
                storage: "20Gi",
                memory: "1Gi",
            },
            prod: {
                replicas: 2,
                alertmanagers: 3,
                retention: "15d",
                retentionSize: "46080MB",
                storage: "50Gi",
                memory: "4Gi",
            },
        };
        for (const stack of ["local", "dev", "prod"] as const) {
            const { inputs } = chart(await record(stack), stack);
            const spec = read(inputs, "values.prometheus.prometheusSpec");
            const claim = "storageSpec.volumeClaimTemplate.spec.resources.requests.storage";
            expect(
                {
                    replicas: read(spec, "replicas"),
                    alertmanagers: read(inputs, "values.alertmanager.alertmanagerSpec.replicas"),
                    retention: read(spec, "retention"),
                    retentionSize: read(spec, "retentionSize"),
                    storage: read(spec, claim),
                    memory: read(spec, "resources.limits.memory"),
                },
                stack,
            ).to.deep.equal(expected[stack]);
        }
    });

    it("only the exporter of the nodes is privileged, in a namespace of its own", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            const levels = recorded.objects("Namespace").flatMap(({ inputs }) => {
                const level = read(inputs, "metadata.labels[pod-security.kubernetes.io/enforce]");
                return level === "privileged" ? [read(inputs, "metadata.name")] : [];
            });
            expect(levels, stack).to.include("node-exporter");
            expect(levels, stack).to.not.include("monitoring");
            expect(recorded.comesBefore(recorded.object("Namespace", "node-exporter"), chart(recorded, stack)), stack)
                .to.be.true;
        }
    });

    it("only Prometheus reaches other namespaces and nodes, only Alertmanager the cloud", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            const policy = (name: string) => recorded.object("NetworkPolicy", `monitoring/monitoring-${name}`);
            expect(read(policy("scraping").inputs, "spec"), stack).to.deep.equal({
                podSelector: {
                    matchLabels: { "app.kubernetes.io/name": "prometheus", "operator.prometheus.io/name": "kps" },
                },
                policyTypes: ["Egress"],
                egress: [{ to: [{ namespaceSelector: {} }] }],
            });
            const [nodes] = readList(policy("scraping-nodes").inputs, "spec.egress");
            expect(readList(nodes, "ports").map((port) => read(port, "port"))).to.deep.equal([9100, 10250]);
            expect(readList(nodes, "to").length, stack).to.be.at.least(2);
            expect(recorded.has("NetworkPolicy", "monitoring/monitoring-alerts-to-cloud"), stack).to.equal(
                stack !== "local",
            );
            for (const name of ["within-namespace", "to-control-plane", "webhook-from-control-plane", "scraping"]) {
                expect(recorded.comesBefore(policy(name), chart(recorded, stack)), `${stack} ${name}`).to.be.true;
            }
        }
    });

    it("an option that cannot work is refused, with what is allowed", async () => {
        const run = runVariant("local", {
            edit: (config) => {
                write(config, "strata:sites[0].addOns.monitoring", {
                    retention: "two weeks",
                    storage: "10",
                    memory: "1Mi",
                });
            },
        });
        expect(await inputProblems(run)).to.have.members([
            "Pulumi.local.yaml | strata:sites[0].addOns.monitoring.retention | allowed: a number and h, d, w or y, such as 15d.",
            "Pulumi.local.yaml | strata:sites[0].addOns.monitoring.storage | allowed: a quantity of at least 1Gi.",
            "Pulumi.local.yaml | strata:sites[0].addOns.monitoring.memory | allowed: a quantity of at least 256Mi.",
        ]);
    });
});
