/** What waivers do to findings about charts, and what the report says of it. Charts are rendered by `npm run test:charts`. */
import { expect } from "chai";
import { recordEveryAddOn } from "../support/every-add-on.ts";
import { record } from "../support/stacks.ts";
import type { ChartFinding } from "./judge.ts";
import { judgeCharts } from "./judge.ts";
import { settle } from "./outcome.ts";
import { releasesOf, type Release } from "./releases.ts";
import { renderedObjects } from "./rendered.ts";
import { report } from "./report.ts";
import { readWaivers, waiverCharts, type Waiver, type WaiverFile } from "./waivers.ts";

const finding = (more: Partial<ChartFinding> = {}): ChartFinding => ({
    stack: "prod",
    chart: "kite",
    object: "Deployment/kite",
    rule: "k8s-image-digest",
    level: "mandatory",
    message: "has no digest",
    remedy: "image: ...",
    ...more,
});

const waiver = (more: Partial<Waiver> = {}): Waiver => ({
    rule: "k8s-image-digest",
    object: "Deployment/*",
    reason: "pinned by the chart",
    until: "2026-12-31",
    by: "platform",
    ...more,
});

const file = (...waivers: Waiver[]): WaiverFile => ({ chart: "kite", file: "kite.yaml", waivers });
const all = new Set(["kite"]);
const today = "2026-06-01";

describe("waivers of charts", () => {
    it("cover findings of their rule on their objects, to their last day", () => {
        const { open, waived, badWaivers } = settle([finding()], [file(waiver({ until: today }))], all, today);
        expect(open).to.be.empty;
        expect(waived).to.have.length(1);
        expect(badWaivers).to.be.empty;
    });

    it("cover nothing else", () => {
        for (const other of [
            finding({ rule: "k8s-spread" }),
            finding({ object: "StatefulSet/kite" }),
            finding({ chart: "other" }),
        ]) {
            const { open, badWaivers } = settle([other], [file(waiver())], all, today);
            expect(open).to.deep.equal([other]);
            expect(badWaivers).to.deep.equal([
                "kite.yaml: the waiver of Deployment/* from k8s-image-digest is not needed: remove it",
            ]);
        }
    });

    it("that have expired excuse nothing, and are named", () => {
        const { open, badWaivers } = settle([finding()], [file(waiver({ until: "2026-05-31" }))], all, today);
        expect(open).to.have.length(1);
        expect(badWaivers).to.deep.equal([
            "kite.yaml: the waiver of Deployment/* from k8s-image-digest has expired on 2026-05-31 (platform)",
        ]);
    });

    it("of a chart that could not be rendered everywhere are not called superfluous", () => {
        expect(settle([], [file(waiver())], new Set(), today).badWaivers).to.be.empty;
    });

    it("of this project name rules that exist and charts that a stack can install, with reason, owner and last day", async () => {
        const possible = [await record("prod"), await recordEveryAddOn("prod")];
        const installed = possible.flatMap(releasesOf);
        for (const chart of waiverCharts()) {
            const { waivers, problems } = readWaivers(chart);
            expect(problems, chart).to.deep.equal([]);
            expect(waivers, chart).to.not.be.empty;
            expect(installed.map((release) => release.chart)).to.include(chart);
        }
    });
});

const release: Release = {
    stack: "prod",
    urn: "urn:pulumi:prod::strata::kubernetes:helm.sh/v3:Release::us-kite",
    chart: "kite",
    source: "kite",
    repository: "https://charts.example.com",
    version: "1.2.3",
    name: "kite",
    namespace: "kite",
    values: "{}",
};

describe("rendered charts", () => {
    const text = `
apiVersion: v1
kind: ServiceAccount
metadata: { name: kite }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: kite, namespace: other }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: kite }
rules: [{ apiGroups: [""], resources: [secrets], verbs: [get] }]
`;

    it("stand in the namespace of their release where they name none, below it", () => {
        const found = renderedObjects(release, text).map(({ title, resource }) => ({
            title,
            parent: resource.parent,
            metadata: resource.props["metadata"],
        }));
        const parent = release.urn;
        expect(found).to.deep.equal([
            { title: "ServiceAccount/kite", parent, metadata: { name: "kite", namespace: "kite" } },
            { title: "ServiceAccount/kite", parent, metadata: { name: "kite", namespace: "other" } },
            { title: "ClusterRole/kite", parent, metadata: { name: "kite" } },
        ]);
    });

    it("are judged by the rules of the stack, and nothing else of it is told again", async () => {
        const stack = await record("prod");
        const findings = judgeCharts(stack, [
            { chart: "kite", version: "1.2.3", objects: renderedObjects(release, text) },
        ]);
        expect(findings.map(({ object, rule, level }) => `${level} ${rule} ${object}`)).to.include(
            "mandatory k8s-rbac-secrets-access ClusterRole/kite",
        );
        expect(findings.every(({ chart }) => chart === "kite")).to.equal(true);
    });

    it("that cannot be had are said to be, with Helm's words, and are not counted as judged", () => {
        const missing = [{ chart: "kite", stack: "prod", refused: false, reason: "no such host" }];
        const outcome = { open: [], waived: [], badWaivers: [] };
        expect(report({ releases: [release], missing, outcome })).to.deep.equal([
            "kite 1.2.3: rendered for 0 of 1 stacks, 0 findings, 0 more waived",
            "    cannot be downloaded: no such host (prod)",
            "0 of 1 releases judged: 0 mandatory, 0 advisory, 0 waived; 1 could not be rendered and were not judged",
        ]);
    });
});
