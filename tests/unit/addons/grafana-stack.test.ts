import { expect } from "chai";
import { loadAddOns } from "../../../components/platform/registry.ts";
import type { RecordedStack } from "../../support/recorded-stack.ts";
import type { EditConfig } from "../../../preview/stack-files.ts";
import { cloudStacks, mandatory, record, runVariant, stacks } from "../../support/stacks.ts";
import { read, readList, readMap, write } from "../../support/values.ts";

/** Sites of a stack, by the start of their logical names. */
const sites = (stack: RecordedStack): readonly string[] => stack.ofType("strata:index:Site").map(({ name }) => name);

const release = (stack: RecordedStack, site: string, name: string) =>
    stack.one("kubernetes:helm.sh/v3:Release", `${site}-${name}`);

const dataSources = (stack: RecordedStack, site: string): readonly unknown[] =>
    readList(release(stack, site, "grafana").inputs, "values.datasources[datasources.yaml].datasources");

/** Options of the add-on on the first site. */
const sets =
    (options: Readonly<Record<string, unknown>>): EditConfig =>
    (config) => {
        for (const [key, value] of Object.entries(options)) {
            write(config, `strata:sites[0].addOns.grafana-stack.${key}`, value);
        }
    };

/** Charts that would ship the same lines a second time. */
const elsewhere = (stack: RecordedStack): readonly string[] =>
    stack
        .ofType("kubernetes:helm.sh/v3:Release")
        .map(({ inputs }) => String(inputs["chart"]))
        .filter((chart) => /elastic|fluent|kibana|promtail/i.test(chart));

describe("add-on grafana-stack", () => {
    it("WEB-14 has the number 60, needs monitoring, and Grafana asks Prometheus of add-on 007, which has none of its own", async () => {
        const addOn = (await loadAddOns()).find(({ name }) => name === "grafana-stack");
        expect(addOn).to.deep.include({ order: 60, needs: ["monitoring"], knownAs: "grafana-stack" });
        for (const stack of stacks) {
            const recorded = await record(stack);
            for (const site of sites(recorded)) {
                const grafana = release(recorded, site, "grafana");
                expect(grafana.inputs, stack).to.deep.include({
                    name: "grafana",
                    chart: "oci://ghcr.io/grafana-community/helm-charts/grafana",
                    version: "12.11.1",
                    namespace: "monitoring",
                });
                const [first] = dataSources(recorded, site);
                expect(first, stack).to.deep.include({
                    type: "prometheus",
                    url: "http://prometheus.monitoring.svc:9090",
                    isDefault: true,
                });
                const prometheus = recorded.one("kubernetes:core/v1:Service", `${site}-prometheus`);
                expect(read(prometheus.inputs, "spec.ports[0].port"), stack).to.equal(9090);
                expect(recorded.comesBefore(prometheus, grafana), stack).to.be.true;
                const operator = release(recorded, site, "kube-prometheus-stack");
                expect(read(operator.inputs, "values.grafana.enabled"), stack).to.be.false;
            }
        }
    });

    it("MITA-75 PAN-77 is called by two Services that select its pods", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            for (const [name, port] of [
                ["grafana", 3000],
                ["prometheus-grafana", 80],
            ] as const) {
                const found = recorded
                    .objects("Service", "monitoring")
                    .filter(({ inputs }) => read(inputs, "metadata.name") === name);
                expect(found, `${stack} ${name}`).to.have.lengthOf(sites(recorded).length);
                for (const { inputs } of found) {
                    expect(read(inputs, "spec.ports[0].port"), stack).to.equal(port);
                    expect(read(inputs, "spec.ports[0].targetPort"), stack).to.equal("grafana");
                    expect(read(inputs, "spec.selector"), stack).to.deep.equal({
                        "app.kubernetes.io/name": "grafana",
                        "app.kubernetes.io/instance": "grafana",
                    });
                }
            }
            for (const site of sites(recorded)) {
                const { inputs } = release(recorded, site, "grafana");
                expect(read(inputs, "values.admin"), stack).to.deep.equal({ existingSecret: "prometheus-grafana" });
            }
        }
    });

    it("has its password from the cluster itself on EKS, once, and nowhere in the state", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            for (const site of sites(recorded)) {
                const secret = recorded.one(
                    "kubernetes:external-secrets.io/v1:ExternalSecret",
                    `${site}-grafana-admin`,
                );
                expect(read(secret.inputs, "spec.refreshPolicy"), stack).to.equal("CreatedOnce");
                expect(read(secret.inputs, "spec.target.name"), stack).to.equal("prometheus-grafana");
                const generator = recorded.one(
                    "kubernetes:generators.external-secrets.io/v1alpha1:Password",
                    `${site}-grafana-admin-generator`,
                );
                expect(readList(generator.inputs, "spec.secretKeys"), stack).to.deep.equal([
                    "admin-password",
                    "secret-key",
                ]);
                const grafana = release(recorded, site, "grafana");
                expect(recorded.comesBefore(generator, secret), stack).to.be.true;
                expect(recorded.comesBefore(secret, grafana), stack).to.be.true;
                expect(recorded.comesBefore(release(recorded, site, "external-secrets"), generator), stack).to.be.true;
            }
            expect(recorded.resources.filter(({ name }) => /grafana-admin-.*(password|key)$/.test(name))).to.be.empty;
        }
    });

    it("has a password of the stack's where there is no External Secrets, encrypted in its state", async () => {
        const local = await record("local");
        const secret = local.object("Secret", "monitoring/prometheus-grafana");
        expect(Object.keys(readMap(secret.inputs, "stringData"))).to.have.members([
            "admin-user",
            "admin-password",
            "secret-key",
        ]);
        expect(read(secret.inputs, "stringData.admin-password")).to.match(/secret/i);
        expect(local.comesBefore(secret, release(local, "local", "grafana"))).to.be.true;
    });

    it("reads dashboards of every namespace, and no Secret", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            for (const site of sites(recorded)) {
                const role = recorded.one(
                    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
                    `${site}-grafana-dashboards`,
                );
                expect(readList(role.inputs, "rules"), stack).to.deep.equal([
                    { apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list", "watch"] },
                ]);
                const values = read(release(recorded, site, "grafana").inputs, "values");
                expect(read(values, "rbac"), stack).to.deep.equal({ useExistingClusterRole: "grafana-dashboards" });
                expect(readMap(values, "sidecar.dashboards"), stack).to.deep.include({
                    label: "grafana_dashboard",
                    searchNamespace: "ALL",
                    resource: "configmap",
                });
            }
        }
    });

    it("fetches nothing from the internet when it starts, and judges no alerts beside Prometheus", async () => {
        const settings = readMap(release(await record("prod"), "us", "grafana").inputs, "values[grafana.ini]");
        expect(settings["plugins"]).to.deep.include({ preinstall_disabled: true });
        expect(settings["unified_alerting"]).to.deep.equal({ enabled: false });
    });
});

describe("logs of add-on grafana-stack", () => {
    const shape = { dev: 1, staging: 3, prod: 3, dr: 3 } as const;
    const days = { dev: 30, staging: 90, prod: 365, dr: 365 } as const;

    it("PAN-10 QNT-55 QNT-57 are on where there is AWS: Loki, Alloy on every node for every namespace, and a data source", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            for (const site of sites(recorded)) {
                const loki = release(recorded, site, "loki");
                expect(loki.inputs, stack).to.deep.include({ name: "loki", version: "18.11.0", namespace: "logging" });
                const alloy = release(recorded, site, "alloy");
                expect(alloy.inputs, stack).to.deep.include({ name: "alloy", version: "1.11.1", namespace: "alloy" });
                expect(read(alloy.inputs, "values.controller.type"), stack).to.equal("daemonset");
                expect(dataSources(recorded, site)[1], stack).to.deep.include({
                    type: "loki",
                    url: "http://loki.logging.svc:3100",
                });
                const config = String(read(alloy.inputs, "values.alloy.configMap.content"));
                expect(config).to.include('url = "http://loki.logging.svc:3100/loki/api/v1/push"');
                // Nothing leaves a namespace out: neither the discovery nor a rule that keeps or drops.
                expect(config, stack).to.not.match(/namespaces\s*\{|action\s*=/);
                expect(read(loki.inputs, "values.loki.limits_config.retention_period"), stack).to.equal(
                    `${days[stack] * 24}h`,
                );
                expect(recorded.comesBefore(loki, alloy), stack).to.be.true;
            }
            expect(elsewhere(recorded), stack).to.be.empty;
        }
    });

    it("QNT-57 are kept for as long as the stack says", async () => {
        const recorded = await runVariant("dev", { edit: sets({ logRetentionDays: 3 }) });
        expect(read(release(recorded, "us", "loki").inputs, "values.loki.limits_config.retention_period")).to.equal(
            "72h",
        );
    });

    it("PAN-10 QNT-55 are off with the switch: neither release nor data source", async () => {
        for (const recorded of [await record("local"), await runVariant("dev", { edit: sets({ logs: false }) })]) {
            const site = sites(recorded)[0] ?? "";
            const charts = recorded.ofType("kubernetes:helm.sh/v3:Release").map(({ inputs }) => inputs["name"]);
            expect(charts).to.include("grafana");
            expect(charts.filter((name) => name === "loki" || name === "alloy")).to.be.empty;
            expect(dataSources(recorded, site).map((source) => read(source, "type"))).to.deep.equal(["prometheus"]);
            expect(elsewhere(recorded)).to.be.empty;
        }
    });

    it("lie in a bucket with a key of its own, which only Loki reads and writes", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            for (const site of sites(recorded)) {
                const { inputs } = release(recorded, site, "loki");
                const bucket = String(read(inputs, "values.loki.storage.bucketNames.chunks"));
                expect(bucket, stack).to.match(/^[a-z-]+-111122223333-loki$/);
                expect(read(inputs, "values.singleBinary.replicas"), stack).to.equal(shape[stack]);
                expect(read(inputs, "values.loki.commonConfig.replication_factor"), stack).to.equal(shape[stack]);
                const made = recorded.one("aws:s3/bucket:Bucket", `${site}-loki`);
                expect(made.inputs["bucket"], stack).to.equal(bucket);
                expect(made.options.protect, stack).to.equal(stack === "prod" || stack === "dr");
                const encryption = recorded.one(
                    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
                    `${site}-loki`,
                );
                expect(read(encryption.inputs, "rules[0].applyServerSideEncryptionByDefault.sseAlgorithm")).to.equal(
                    "aws:kms",
                );
                const policy = recorded.one("aws:iam/rolePolicy:RolePolicy", `${site}-loki`);
                const granted = readList(JSON.parse(String(policy.inputs["policy"])), "Statement");
                expect(
                    granted.map((statement) => [read(statement, "Action"), read(statement, "Resource[0]")]),
                ).to.deep.equal([
                    [["s3:ListBucket"], `arn:aws:s3:::${bucket}`],
                    [
                        ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
                        `arn:aws:s3:::${bucket}/*`,
                    ],
                    [["kms:Decrypt", "kms:GenerateDataKey"], read(granted[2], "Resource[0]")],
                ]);
                const role = recorded.one("aws:iam/role:Role", `${site}-loki`);
                expect(String(role.inputs["assumeRolePolicy"])).to.include('"system:serviceaccount:logging:loki"');
                expect(recorded.comesBefore(policy, release(recorded, site, "loki")), stack).to.be.true;
                expect(recorded.comesBefore(made, release(recorded, site, "loki")), stack).to.be.true;
            }
        }
    });

    it("are read by a collector that may find pods, and is the only one in a namespace that is not restricted", async () => {
        const recorded = await record("prod");
        const level = (name: string): unknown =>
            read(recorded.object("Namespace", name).inputs, "metadata.labels[pod-security.kubernetes.io/enforce]");
        expect([level("alloy"), level("logging"), level("monitoring")]).to.deep.equal([
            "privileged",
            "restricted",
            "restricted",
        ]);
        expect(readList(recorded.object("ClusterRole", "alloy").inputs, "rules")).to.deep.equal([
            { apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] },
        ]);
        const { inputs } = release(recorded, "us", "alloy");
        expect(readMap(inputs, "values.alloy.securityContext")).to.deep.include({
            runAsNonRoot: true,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
        });
        expect(readList(inputs, "values.controller.volumes.extra")[0]).to.deep.equal({
            name: "pod-logs",
            hostPath: { path: "/var/log/pods", type: "Directory" },
        });
        expect(readList(inputs, "values.alloy.mounts.extra")[0]).to.include({ readOnly: true });
    });
});

describe("traces of add-on grafana-stack", () => {
    it("are off unless a stack asks", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            expect(recorded.has("Namespace", "tracing"), stack).to.be.false;
            expect(recorded.has("NetworkPolicy", "pms/traces-to-tempo"), stack).to.be.false;
        }
    });

    it("are sent by systems, kept by Tempo, and asked for by Grafana; every stack stays clean", async () => {
        for (const stack of stacks) {
            const recorded = await runVariant(stack, {
                edit: sets({ traces: true, logs: true, traceRetentionDays: 2 }),
            });
            expect(mandatory(recorded), stack).to.be.empty;
            const site = sites(recorded)[0] ?? "";
            const tempo = release(recorded, site, "tempo");
            expect(tempo.inputs).to.deep.include({ name: "tempo", version: "2.2.4", namespace: "tracing" });
            expect(read(tempo.inputs, "values.tempo.retention")).to.equal("48h");
            expect(read(tempo.inputs, "values.tempo.storage.trace.backend"), stack).to.equal(
                stack === "local" ? undefined : "s3",
            );
            expect(dataSources(recorded, site).map((source) => read(source, "type"))).to.deep.equal([
                "prometheus",
                "loki",
                "tempo",
            ]);
            const out = recorded.object("NetworkPolicy", "pms/traces-to-tempo").inputs;
            const into = recorded.object("NetworkPolicy", "tracing/traces-from-systems").inputs;
            for (const ports of [readList(out, "spec.egress[0].ports"), readList(into, "spec.ingress[0].ports")]) {
                expect(
                    ports.map((each) => read(each, "port")),
                    stack,
                ).to.deep.equal([4317, 4318]);
            }
            expect(JSON.stringify(read(into, "spec.ingress[0].from"))).to.include('"pms"');
            const asked = recorded.object("NetworkPolicy", "monitoring/grafana-to-tempo").inputs;
            expect(read(asked, "spec.egress[0].ports[0].port"), stack).to.equal(3200);
        }
    });
});
