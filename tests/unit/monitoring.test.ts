/** What watches a system: rules from its data, a dashboard, and a page for each alert. */
import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { SystemSpec } from "../../systems/spec.ts";
import { inputProblems } from "../support/errors.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import { runsShop, services, shop } from "../support/shop.ts";
import { record, root, runSystems, stacks } from "../support/stacks.ts";
import { read, readList, write } from "../support/values.ts";

interface Rule {
    readonly alert: string;
    readonly expr: string;
    readonly for: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
}

const rules = (stack: RecordedStack, place: string): readonly Rule[] =>
    readList(stack.object("PrometheusRule", place).inputs, "spec.groups").flatMap(
        (group) => readList(group, "rules") as readonly Rule[],
    );

const run = (system: SystemSpec): Promise<RecordedStack> => runSystems("local", { shop: system }, runsShop());

describe("the alerts of a system", () => {
    it("name the team that owns the service, or the system", async () => {
        for (const stack of stacks) {
            const found = rules(await record(stack), "pms/pms-alerts");
            const owners = Object.fromEntries(
                found
                    .filter(({ alert }) => alert === "ServiceUnavailable")
                    .map(({ labels }) => [labels["service"] ?? "", labels["owner"]]),
            );
            expect(owners, stack).to.include({ "pms-auth": "identity", "pms-frontend": "web", "pms-rttm": "trading" });
            for (const { alert, labels } of found) {
                expect(labels, alert).to.include({ severity: "critical", system: "pms", namespace: "pms" });
                expect(labels["owner"], alert).to.match(/^[a-z]+$/);
            }
        }
    });

    it("point to a page that says what to do", async () => {
        const found = rules(await record("prod"), "pms/pms-alerts");
        const alerts = new Set(found.map(({ alert }) => alert));
        expect(alerts.size).to.equal(7);
        for (const { alert, annotations } of found) {
            const [page = "", anchor] = (annotations["runbook_url"] ?? "").split("#");
            expect(anchor).to.equal(alert.toLowerCase());
            expect(readFileSync(new URL(page, root), "utf8"), alert).to.match(new RegExp(`^## ${alert}$`, "m"));
            expect(annotations["summary"], alert).to.not.be.empty;
            expect(annotations["description"], alert).to.not.be.empty;
        }
    });

    it("ask only for what is of their namespace", async () => {
        for (const { alert, expr } of rules(await record("prod"), "pms/pms-alerts")) {
            for (const [series, inside] of expr.matchAll(/[a-z_]+\{([^}]+)\}/g)) {
                expect(inside, `${alert} ${series}`).to.match(/namespace="pms"|exported_service=~"pms-/);
            }
        }
    });

    it("come after the namespace, after the kinds of the operator, and after the operator that checks them", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            const rule = recorded.object("PrometheusRule", "pms/pms-alerts");
            const before = recorded.closure(rule);
            expect(before.has(recorded.object("Namespace", "pms").urn), stack).to.be.true;
            for (const chart of ["prometheus-operator-crds", "kube-prometheus-stack"]) {
                const [release] = recorded
                    .ofType("kubernetes:helm.sh/v3:Release")
                    .filter(({ inputs }) => String(inputs["chart"]).endsWith(chart));
                expect(before.has(release?.urn ?? ""), `${stack} ${chart}`).to.be.true;
            }
        }
    });

    it("are not there where nobody would read them", async () => {
        const off = { enabled: false };
        const plain: SystemSpec = { ...shop, services: { ledger: { ...services.ledger } } };
        const stack = await runSystems("local", { shop: plain }, (config) => {
            runsShop()(config);
            const names = [
                "cert-manager",
                "example-services",
                "grafana-stack",
                "ingress",
                "issuers",
                "metrics-server",
                "monitoring",
            ];
            const addOns = Object.fromEntries([...names, "prometheus-operator-crds"].map((name) => [name, off]));
            write(config, "strata:sites[0].addOns", addOns);
        });
        expect(stack.objects("PrometheusRule")).to.be.empty;
        expect(stack.ofType("strata:index:MonitoringStack")).to.be.empty;
    });

    it("take their thresholds from the system", async () => {
        const alerts = {
            unavailableMinutes: 2,
            errorRatio: 0.01,
            usageRatio: 0.8,
            refusedPerSecond: 7,
            refusedSurge: 3,
        };
        const found = rules(await run({ ...shop, alerts }), "shop/shop-alerts");
        const one = (alert: string) => found.find((rule) => rule.alert === alert);
        expect(one("ServiceUnavailable")?.for).to.equal("2m");
        expect(one("HighErrorRatio")?.expr).to.match(/> 0\.01\) or \(.+ > 0\.01\)$/);
        expect(one("HighErrorRatio")?.annotations["description"]).to.include("1 % may be");
        for (const alert of ["CpuNearLimit", "MemoryNearLimit", "VolumeNearlyFull"]) {
            expect(one(alert)?.expr, alert).to.match(/> 0\.8$/);
        }
        expect(one("RefusedRequestsSurge")?.expr).to.include("> 7 and ").and.include("> 3 * ");
    });

    it("have thresholds of their own where the system names none", async () => {
        const found = rules(await run(shop), "shop/shop-alerts");
        expect(found.find(({ alert }) => alert === "ServiceUnavailable")?.for).to.equal("5m");
        expect(found.find(({ alert }) => alert === "CpuNearLimit")?.expr).to.match(/> 0\.9$/);
    });

    it("ask Kubernetes about a service that shows no figures, and nobody about one that was scaled to nothing", async () => {
        const found = rules(await run(shop), "shop/shop-alerts");
        const unavailable = found.filter(({ alert }) => alert === "ServiceUnavailable");
        expect(unavailable.map(({ expr }) => expr)).to.include(
            'absent(kube_deployment_status_replicas_available{namespace="shop",deployment="shop-web"} > 0)',
        );
        const off = await runSystems("local", { shop }, runsShop({ services: { web: { replicas: 0 } } }));
        expect(
            rules(off, "shop/shop-alerts")
                .filter(({ alert }) => alert === "ServiceUnavailable")
                .map(({ labels }) => labels["service"]),
        ).to.deep.equal(["shop-ledger", "shop-worker"]);
    });

    it("are refused with thresholds that would always or never speak", async () => {
        const alerts = { unavailableMinutes: 0, errorRatio: 5, usageRatio: 0, refusedPerSecond: -1, refusedSurge: 1 };
        expect(await inputProblems(run({ ...shop, alerts }))).to.deep.equal([
            "systems/shop/ | alerts.unavailableMinutes | found 0, allowed: whole minutes, at least 1.",
            "systems/shop/ | alerts.errorRatio | found 5, allowed: between 0 and 1, such as 0.05.",
            "systems/shop/ | alerts.usageRatio | found 0, allowed: between 0 and 1, such as 0.05.",
            "systems/shop/ | alerts.refusedPerSecond | found -1, allowed: more than 0.",
            "systems/shop/ | alerts.refusedSurge | found 1, allowed: more than 1.",
        ]);
    });
});

describe("the dashboard of a system", () => {
    it("is Grafana's JSON in a ConfigMap of the system, two panels in a row", async () => {
        const map = (await record("local")).object("ConfigMap", "pms/pms-dashboard");
        expect(read(map.inputs, "metadata.labels.grafana_dashboard")).to.equal("1");
        const board: unknown = JSON.parse(String(read(map.inputs, "data[pms.json]")));
        const panels = readList(board, "panels");
        expect(panels).to.have.lengthOf(8);
        expect(new Set(panels.map((panel) => read(panel, "id"))).size).to.equal(8);
        expect(panels.map((panel) => read(panel, "gridPos.x"))).to.deep.equal([0, 12, 0, 12, 0, 12, 0, 12]);
        for (const panel of panels) expect(readList(panel, "targets")).to.have.lengthOf(1);
    });
});
