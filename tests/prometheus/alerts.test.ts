/** The alerts of PMS on every stack, judged by Prometheus itself on both sides of each threshold. */
import { expect } from "chai";
import { objects } from "../systems/pms/pms.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import { cloudStacks, record, stacks } from "../support/stacks.ts";
import { read, readList } from "../support/values.ts";
import { checkQueries, testRules, type RuleTest, type Series } from "./promtool.ts";

const owners: Readonly<Record<string, string>> = {
    "pms-analytics": "analytics",
    "pms-api-gateway": "platform",
    "pms-auth": "identity",
    "pms-frontend": "web",
    "pms-leaderboard": "analytics",
    "pms-portfolio": "portfolio",
    "pms-rttm": "trading",
    "pms-simulation": "analytics",
    "pms-trade-capture": "trading",
    "pms-validation": "trading",
};

const critical = { namespace: "pms", severity: "critical" } as const;
const ofService = (alertname: string, service: string) => ({
    alertname,
    ...critical,
    service,
    owner: owners[service] ?? "",
});
const ofSystem = (alertname: string, more: Readonly<Record<string, string>> = {}) => ({
    alertname,
    ...critical,
    owner: "platform",
    ...more,
});

const up = (service: string): string => `up{namespace="pms",service="${service}",instance="10.0.0.1:8080"}`;
const available = (service: string): string =>
    `kube_deployment_status_replicas_available{namespace="pms",deployment="${service}"}`;
const container = 'namespace="pms",pod="pms-auth-5d4f8c7b9-x2x4z",container="auth"';
const theContainer = { pod: "pms-auth-5d4f8c7b9-x2x4z", container: "auth" };
const cpuSeconds = `container_cpu_usage_seconds_total{${container}}`;
const workingSet = `container_memory_working_set_bytes{${container}}`;
const limit = (resource: string): string => `kube_pod_container_resource_limits{${container},resource="${resource}"}`;

/** Two hours in which everything is well: a tenth of each limit, every target up. */
const well: Series = {
    ...Object.fromEntries(objects.flatMap((name) => [up(name), available(name)]).map((series) => [series, "1x120"])),
    [cpuSeconds]: "0+6x120",
    [workingSet]: "100x120",
    [limit("cpu")]: "1x120",
    [limit("memory")]: "1000x120",
};

const rule = (recorded: RecordedStack): unknown =>
    read(recorded.object("PrometheusRule", "pms/pms-alerts").inputs, "spec.groups");

const rulesNamed = (groups: unknown, alert: string): readonly unknown[] =>
    readList({ groups }, "groups")
        .flatMap((group) => readList(group, "rules"))
        .filter((each) => read(each, "alert") === alert);

/** The alarm on the firewall tells the topic to which Alertmanager sends what is critical. */
function expectBlockedRequestsAlarm(recorded: RecordedStack): void {
    const [found, ...others] = recorded
        .ofType("aws:cloudwatch/metricAlarm:MetricAlarm")
        .filter(({ inputs }) => inputs["metricName"] === "BlockedRequests");
    expect(others).to.be.empty;
    expect(found?.inputs["namespace"]).to.equal("AWS/WAFV2");
    const acl = recorded.one("aws:wafv2/webAcl:WebAcl");
    const topic = recorded.one("aws:sns/topic:Topic");
    expect(found?.options.dependsOn).to.include.members([acl.urn, topic.urn]);
    expect(read(found?.inputs, "dimensions.WebACL")).to.equal(acl.inputs["name"]);
    const name = `:${String(topic.inputs["name"])}`;
    const actions = readList(found?.inputs, "alarmActions").map(String);
    expect(actions).to.have.lengthOf(1);
    expect(actions[0]?.endsWith(name)).to.be.true;
    const [stack] = recorded
        .ofType("kubernetes:helm.sh/v3:Release")
        .filter(({ inputs }) => String(inputs["chart"]).endsWith("kube-prometheus-stack"));
    const config = read(stack?.inputs, "values.alertmanager.config");
    const receiver = read(readList(config, "route.routes")[0], "receiver");
    const onCall = readList(config, "receivers").find((each) => read(each, "name") === receiver);
    expect(String(read(readList(onCall, "sns_configs")[0], "topic_arn")).endsWith(name)).to.be.true;
}

/** Every test on every stack; rules that are the same on several are judged once. */
async function judge(tests: readonly RuleTest[]): Promise<void> {
    const seen = new Set<string>();
    for (const stack of stacks) {
        const groups = rule(await record(stack));
        const text = JSON.stringify(groups);
        if (!seen.has(text)) expect(testRules(groups, tests), stack).to.equal("");
        seen.add(text);
    }
}

describe("the alerts of PMS, in Prometheus", () => {
    it("say nothing while everything is well", async () => {
        await judge([{ name: "well", series: well, firing: { "6m": [], "60m": [], "119m": [] } }]);
    });

    it("PMS-71 an unavailable service: severity critical after 5 minutes, silent at 4, firing at 6, whether it answers no scrape, is gone, or no pod of it is ready", async () => {
        for (const stack of stacks) {
            const rules = rulesNamed(rule(await record(stack)), "ServiceUnavailable");
            expect(rules, stack).to.have.lengthOf(10);
            for (const each of rules) {
                expect(read(each, "for"), stack).to.equal("5m");
                expect(read(each, "labels.severity"), stack).to.equal("critical");
            }
        }
        const auth = ofService("ServiceUnavailable", "pms-auth");
        const from10 = { "9m": [], "14m": [], "16m": [auth] };
        await judge([
            { name: "no answer", series: { ...well, [up("pms-auth")]: "1x9 0x60" }, firing: from10 },
            { name: "gone", series: { ...well, [up("pms-auth")]: "1x9 stale" }, firing: from10 },
            { name: "not ready", series: { ...well, [available("pms-auth")]: "1x9 0x60" }, firing: from10 },
            {
                name: "one of two pods is enough",
                series: { ...well, [up("pms-auth")]: "1x9 0x60", [up("pms-auth").replace("0.1:", "0.2:")]: "1x60" },
                firing: { "30m": [] },
            },
            {
                name: "back in time",
                series: { ...well, [up("pms-auth")]: "1x9 0x3 1x60" },
                firing: { "14m": [], "16m": [], "30m": [] },
            },
            {
                name: "all of them",
                series: { ...well, ...Object.fromEntries(objects.map((name) => [up(name), "1x9 stale"])) },
                firing: { "14m": [], "16m": objects.map((name) => ofService("ServiceUnavailable", name)) },
            },
        ]);
    });

    /** A thousand answers a minute, some of them errors; probes that succeed are many more. */
    const mesh = (failed: number): Series => {
        const series = (more: string): string =>
            `response_total{namespace="pms",deployment="pms-auth",direction="inbound",${more}}`;
        return {
            ...well,
            [series('classification="failure",status_code="500"')]: `0+${failed}x60`,
            [series('classification="success",status_code="200"')]: `0+${1000 - failed}x60`,
            [series('classification="success",status_code="200",route_name="probe"')]: "0+9000x60",
        };
    };
    const traefik = (code: string): string =>
        `traefik_service_requests_total{code="${code}",exported_service="pms-pms-api-gateway-http@kubernetes"}`;

    it("PMS-72 a ratio of errors above 0.05: severity critical, silent at 4 %, firing at 6 %, counted by the mesh or in front of it", async () => {
        for (const stack of stacks) {
            const rules = rulesNamed(rule(await record(stack)), "HighErrorRatio");
            expect(rules, stack).to.have.lengthOf(10);
            for (const each of rules) {
                expect(read(each, "expr"), stack).to.match(/ > 0\.05\)/);
                expect(read(each, "labels.severity"), stack).to.equal("critical");
            }
        }
        const edge = (failed: number): Series => ({
            ...well,
            [traefik("502")]: `0+${failed}x60`,
            [traefik("200")]: `0+${1000 - failed}x60`,
        });
        await judge([
            { name: "4 % in the mesh", series: mesh(40), firing: { "30m": [] } },
            { name: "6 % in the mesh", series: mesh(60), firing: { "30m": [ofService("HighErrorRatio", "pms-auth")] } },
            { name: "4 % at the edge", series: edge(40), firing: { "30m": [] } },
            {
                name: "6 % at the edge",
                series: edge(60),
                firing: { "30m": [ofService("HighErrorRatio", "pms-api-gateway")] },
            },
            // The gateway answers nobody any more: what still reaches it is fine, what does not is seen before it.
            {
                name: "well in the mesh, 6 % at the edge",
                series: { ...mesh(0), ...edge(60) },
                firing: { "30m": [ofService("HighErrorRatio", "pms-api-gateway")] },
            },
        ]);
    });

    it("PMS-73 use of CPU, memory and volumes above 0.9: severity critical, silent at 0.89, firing at 0.91", async () => {
        const volume = 'namespace="pms",persistentvolumeclaim="data-pms-database-0"';
        const full = (used: number): Series => ({
            ...well,
            [`kubelet_volume_stats_used_bytes{${volume}}`]: `${used}x60`,
            [`kubelet_volume_stats_capacity_bytes{${volume}}`]: "1000x60",
        });
        for (const stack of stacks) {
            for (const alert of ["CpuNearLimit", "MemoryNearLimit", "VolumeNearlyFull"]) {
                const [found, ...others] = rulesNamed(rule(await record(stack)), alert);
                expect(others, stack).to.be.empty;
                expect(read(found, "expr"), stack).to.match(/ > 0\.9$/);
                expect(read(found, "labels.severity"), stack).to.equal("critical");
            }
        }
        const cpu = ofSystem("CpuNearLimit", theContainer);
        const memory = ofSystem("MemoryNearLimit", theContainer);
        const claim = ofSystem("VolumeNearlyFull", { persistentvolumeclaim: "data-pms-database-0" });
        await judge([
            // Seconds of CPU in a minute, of one core.
            { name: "CPU 0.89", series: { ...well, [cpuSeconds]: "0+53.4x60" }, firing: { "30m": [] } },
            { name: "CPU 0.91", series: { ...well, [cpuSeconds]: "0+54.6x60" }, firing: { "30m": [cpu] } },
            { name: "memory 0.89", series: { ...well, [workingSet]: "890x60" }, firing: { "30m": [] } },
            { name: "memory 0.91", series: { ...well, [workingSet]: "910x60" }, firing: { "30m": [memory] } },
            { name: "volume 0.89", series: full(890), firing: { "30m": [] } },
            { name: "volume 0.91", series: full(910), firing: { "30m": [claim] } },
        ]);
    });

    it("PMS-74 a surge of 401 and 403: severity critical, in the mesh or in front of it, and not what is refused all day; in the cloud what the firewall blocks goes the same way", async () => {
        for (const stack of stacks) {
            const [found, ...others] = rulesNamed(rule(await record(stack)), "RefusedRequestsSurge");
            expect(others, stack).to.be.empty;
            expect(read(found, "expr"), stack).to.match(/response_total\{[^}]*status_code=~"401\|403"/);
            expect(read(found, "labels.severity"), stack).to.equal("critical");
        }
        for (const stack of cloudStacks) expectBlockedRequestsAlarm(await record(stack));
        const refused = (code: string): string =>
            `response_total{namespace="pms",deployment="pms-api-gateway",direction="inbound",classification="success",status_code="${code}"}`;
        const surge = ofSystem("RefusedRequestsSurge");
        await judge([
            {
                name: "from few to many",
                series: { ...well, [refused("401")]: "0+6x90 720+180x20", [refused("403")]: "0+0x90 0+180x20" },
                firing: { "89m": [], "99m": [surge] },
            },
            {
                name: "from none to many",
                series: { ...well, [refused("403")]: "_x90 0+180x20" },
                firing: { "89m": [], "99m": [surge] },
            },
            { name: "few", series: { ...well, [refused("401")]: "_x90 0+50x20" }, firing: { "99m": [] } },
            { name: "many all day", series: { ...well, [refused("401")]: "0+360x120" }, firing: { "110m": [] } },
            {
                name: "at the edge",
                series: { ...well, [traefik("401")]: "_x90 0+180x20" },
                firing: { "89m": [], "99m": [surge] },
            },
        ]);
    });

    it("figures that stop: nobody would hear that a limit is reached", async () => {
        const missing = ofSystem("FiguresMissing");
        const stopped = (series: string): RuleTest => ({
            name: series,
            series: { ...well, [series]: `${well[series]?.replace("x120", "x9") ?? ""} stale` },
            firing: { "18m": [], "30m": [missing] },
        });
        await judge([stopped(cpuSeconds), stopped(workingSet)]);
    });
});

describe("the dashboard of PMS", () => {
    it("PMS-46 shows CPU and memory of the containers of pms, and every query is PromQL", async () => {
        for (const stack of stacks) {
            const maps = (await record(stack))
                .objects("ConfigMap", "pms")
                .filter(({ inputs }) => read(inputs, "metadata.labels.grafana_dashboard") === "1");
            expect(maps, stack).to.have.lengthOf(1);
            const board: unknown = JSON.parse(String(read(maps[0]?.inputs, "data[pms.json]")));
            const queries = readList(board, "panels")
                .flatMap((panel) => readList(panel, "targets"))
                .map((target) => String(read(target, "expr")));
            for (const figure of ["container_cpu_usage_seconds_total", "container_memory_working_set_bytes"]) {
                expect(
                    queries.filter((query) => query.includes(`${figure}{namespace="pms",`)),
                    `${stack} ${figure}`,
                ).to.not.be.empty;
            }
            expect(checkQueries(queries), stack).to.equal("");
        }
        expect(checkQueries(["sum(rate("]), "a query that is none").to.include("query:0");
    });
});
