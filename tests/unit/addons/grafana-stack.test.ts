import { expect } from "chai";
import { loadAddOns } from "../../../components/platform/registry.ts";
import type { RecordedStack } from "../../support/recorded-stack.ts";
import { cloudStacks, record, stacks } from "../../support/stacks.ts";
import { read, readList, readMap } from "../../support/values.ts";

/** Sites of a stack, by the start of their logical names. */
const sites = (stack: RecordedStack): readonly string[] => stack.ofType("strata:index:Site").map(({ name }) => name);

const release = (stack: RecordedStack, site: string, name: string) =>
    stack.one("kubernetes:helm.sh/v3:Release", `${site}-${name}`);

const dataSources = (stack: RecordedStack, site: string): readonly unknown[] =>
    readList(release(stack, site, "grafana").inputs, "values.datasources[datasources.yaml].datasources");

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
