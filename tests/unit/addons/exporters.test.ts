import { expect } from "chai";
import { parse } from "yaml";
import { loadAddOns } from "../../../components/platform/registry.ts";
import { InputError } from "../../../config/problem.ts";
import type { RecordedStack } from "../../support/recorded-stack.ts";
import { statements } from "../../support/statements.ts";
import { cloudStacks, mandatory, record, runVariant, stacks, type StackName } from "../../support/stacks.ts";
import { read, readList, write } from "../../support/values.ts";

const blackbox = "prometheus-blackbox-exporter";
const cloudWatch = "prometheus-yet-another-cloudwatch-exporter";
const charts = "oci://ghcr.io/prometheus-community/charts";

const sites = (stack: RecordedStack): readonly string[] => stack.ofType("strata:index:Site").map(({ name }) => name);

const release = (stack: RecordedStack, site: string, chart: string) =>
    stack.one("kubernetes:helm.sh/v3:Release", `${site}-${chart}`);

const installed = (stack: RecordedStack): readonly unknown[] =>
    stack.ofType("kubernetes:helm.sh/v3:Release").map(({ inputs }) => inputs["chart"]);

const withOptions = (stack: StackName, options: Readonly<Record<string, unknown>>): Promise<RecordedStack> =>
    runVariant(stack, {
        edit: (config) => {
            write(config, "strata:sites[0].addOns.exporters", { enabled: true, ...options });
        },
    });

const jobs = (stack: RecordedStack, site: string): readonly unknown[] =>
    readList(parse(String(read(release(stack, site, cloudWatch).inputs, "values.config"))), "discovery.jobs");

describe("add-on exporters", () => {
    it("has the number 62, comes after Prometheus, and is on where there is AWS", async () => {
        const addOn = (await loadAddOns()).find(({ name }) => name === "exporters");
        expect(addOn).to.deep.include({ order: 62, needs: ["monitoring"], defaultOn: ["eks"] });
        expect(installed(await record("local"))).to.not.include(`${charts}/${blackbox}`);
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            for (const site of sites(recorded)) {
                const prometheus = release(recorded, site, "kube-prometheus-stack");
                for (const [chart, name, version] of [
                    [blackbox, blackbox, "11.17.2"],
                    [cloudWatch, "cloudwatch-exporter", "0.47.0"],
                ] as const) {
                    const one = release(recorded, site, chart);
                    expect(one.inputs, stack).to.deep.include({
                        chart: `${charts}/${chart}`,
                        name,
                        version,
                        namespace: "exporters",
                    });
                    expect(recorded.comesBefore(prometheus, one), `${stack} ${chart}`).to.be.true;
                }
            }
        }
    });

    it("stands in a restricted namespace, and is clean on every stack with addresses to ask", async () => {
        for (const stack of stacks) {
            const recorded = await withOptions(stack, { probes: ["https://example.com/healthz"] });
            expect(mandatory(recorded), stack).to.deep.equal([]);
            const labels = read(recorded.object("Namespace", "exporters").inputs, "metadata.labels");
            expect(read(labels, "[pod-security.kubernetes.io/enforce]"), stack).to.equal("restricted");
        }
    });

    it("leaves CloudWatch out where there is no AWS", async () => {
        const recorded = await withOptions("local", {});
        expect(installed(recorded)).to.include(`${charts}/${blackbox}`).and.not.include(`${charts}/${cloudWatch}`);
        const policies = recorded
            .objects("NetworkPolicy")
            .filter(({ inputs }) => read(inputs, "metadata.namespace") === "exporters")
            .map(({ inputs }) => String(read(inputs, "metadata.name")));
        expect(policies).to.include("probes-to-internet").and.not.include("cloudwatch-to-cloud");
    });

    it("leaves out what a stack does not want", async () => {
        expect(installed(await withOptions("prod", { blackbox: false }))).to.not.include(`${charts}/${blackbox}`);
        const recorded = await withOptions("prod", { cloudwatch: false });
        expect(installed(recorded)).to.not.include(`${charts}/${cloudWatch}`);
        expect(recorded.resources.map(({ name }) => name)).to.not.include("us-cloudwatch-exporter");
    });

    it("makes a Probe of the addresses, which are asked over TLS through the exporter", async () => {
        expect((await record("prod")).objects("Probe")).to.be.empty;
        const probes = ["https://example.com/healthz", "https://example.org/"];
        const recorded = await withOptions("prod", { probes });
        const probe = recorded.object("Probe", "exporters/public-addresses");
        expect(read(probe.inputs, "spec")).to.deep.equal({
            jobName: "blackbox",
            interval: "60s",
            module: "http_2xx",
            prober: { url: "prometheus-blackbox-exporter.exporters.svc:9115" },
            targets: { staticConfig: { static: probes } },
        });
        const exporter = release(recorded, "us", blackbox);
        expect(recorded.comesBefore(exporter, probe)).to.be.true;
        const modules = read(exporter.inputs, "values.config.modules");
        expect(read(modules, "http_2xx")).to.deep.include({ prober: "http" });
        expect(read(modules, "http_2xx.http.fail_if_not_ssl")).to.equal(true);
        expect(read(modules, "tcp_tls.tcp.tls")).to.equal(true);
    });

    it("refuses an address without TLS, addresses that nobody would ask, and CloudWatch where there is none", async () => {
        for (const [stack, options, path, message] of [
            ["prod", { probes: ["http://example.com"] }, "probes[0]", "https://"],
            ["prod", { blackbox: false, probes: ["https://example.com"] }, "probes", "blackbox is false"],
            ["local", { cloudwatch: true }, "cloudwatch", "works on AWS only"],
        ] as const) {
            const error: unknown = await withOptions(stack, options).catch((reason: unknown) => reason);
            if (!(error instanceof InputError)) throw new Error("it is taken");
            expect(error.problems).to.have.lengthOf(1);
            expect(error.problems[0]?.path).to.equal(`strata:sites[0].addOns.exporters.${path}`);
            expect(error.problems[0]?.message).to.include(message);
        }
    });

    it("asks twice over where the environment is highly available, and CloudWatch once", async () => {
        for (const [stack, copies] of [
            ["dev", 1],
            ["prod", 2],
        ] as const) {
            const recorded = await record(stack);
            const { inputs } = release(recorded, "us", blackbox);
            expect(read(inputs, "values.replicas"), stack).to.equal(copies);
            expect(read(inputs, "values.podDisruptionBudget.minAvailable"), stack).to.equal(
                copies === 2 ? 1 : undefined,
            );
            expect(read(release(recorded, "us", cloudWatch).inputs, "values.replicaCount"), stack).to.equal(1);
        }
    });

    it("reaches the internet or AWS over TLS and nothing else, and only Prometheus reaches it", async () => {
        const recorded = await record("prod");
        const policy = (name: string) => read(recorded.object("NetworkPolicy", `exporters/${name}`).inputs, "spec");
        for (const [egress, ingress, labels, port] of [
            ["probes-to-internet", "blackbox-from-monitoring", { "app.kubernetes.io/name": blackbox }, 9115],
            [
                "cloudwatch-to-cloud",
                "cloudwatch-from-monitoring",
                { "app.kubernetes.io/instance": "cloudwatch-exporter" },
                5000,
            ],
        ] as const) {
            expect(read(policy(egress), "podSelector.matchLabels")).to.deep.equal(labels);
            expect(read(policy(egress), "egress[0].ports")).to.deep.equal([{ port: 443, protocol: "TCP" }]);
            expect(read(policy(ingress), "podSelector.matchLabels")).to.deep.equal(labels);
            expect(read(policy(ingress), "ingress[0].ports[0].port")).to.equal(port);
        }
        expect(read(policy("probes-to-internet"), "egress[0].to[0].ipBlock.except")).to.include("10.0.0.0/8");
    });

    it("may read figures and tags of the site's region, and nothing else", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            for (const site of sites(recorded)) {
                const own = statements(recorded, "aws:iam/rolePolicy:RolePolicy").filter(
                    ({ owner }) => owner.name === `${site}-cloudwatch-exporter`,
                );
                expect(
                    own.map(({ actions }) => actions),
                    stack,
                ).to.deep.equal([["cloudwatch:GetMetricData", "cloudwatch:ListMetrics", "tag:GetResources"]]);
                const regions = new Set(jobs(recorded, site).flatMap((job) => readList(job, "regions")));
                expect(regions.size, stack).to.equal(1);
                expect(own[0]?.condition, stack).to.deep.equal({
                    StringEquals: { "aws:RequestedRegion": [...regions][0] },
                });
            }
        }
    });

    it("fetches figures of what carries the tags of the site, each by the dimensions of one thing", async () => {
        const recorded = await record("prod");
        const found = jobs(recorded, "us");
        for (const job of found) {
            expect(readList(job, "searchTags")).to.deep.equal([
                { key: "Project", value: "^strata$" },
                { key: "Environment", value: "^prod$" },
                { key: "Site", value: "^us$" },
            ]);
        }
        const names = (type: string): readonly unknown[] =>
            found
                .filter((job) => read(job, "type") === type)
                .flatMap((job) => readList(job, "metrics").map((metric) => read(metric, "name")));
        expect(names("AWS/RDS")).to.include.members(["CPUUtilization", "DatabaseConnections", "FreeableMemory"]);
        expect(names("AWS/ElastiCache")).to.include.members(["EngineCPUUtilization", "Evictions"]);
        expect(names("AWS/WAFV2")).to.include("BlockedRequests");
        expect(names("AWS/ApplicationELB")).to.include.members(["HTTPCode_ELB_5XX_Count", "UnHealthyHostCount"]);
        expect(names("AWS/Backup")).to.include("NumberOfBackupJobsFailed");
        const waf = found.find((job) => read(job, "type") === "AWS/WAFV2");
        expect(readList(waf, "dimensionNameRequirements")).to.deep.equal(["Region", "Rule", "WebACL"]);
    });

    it("finds by name what an alarm of the site watches too", async () => {
        const recorded = await record("prod");
        const fetched = new Set(
            jobs(recorded, "us").flatMap((job) =>
                readList(job, "metrics").map(
                    (metric) => `${String(read(job, "type"))} ${String(read(metric, "name"))}`,
                ),
            ),
        );
        const watched = recorded
            .ofType("aws:cloudwatch/metricAlarm:MetricAlarm")
            .map(({ inputs }) => `${String(inputs["namespace"])} ${String(inputs["metricName"])}`)
            .filter((name) => fetched.has(name));
        expect(new Set(watched)).to.include.members([
            "AWS/RDS CPUUtilization",
            "AWS/ElastiCache EngineCPUUtilization",
            "AWS/WAFV2 BlockedRequests",
        ]);
    });
});
