/** The containers of charts as they were rendered last, and what add-ons say that theirs lack. */
import { expect } from "chai";
import { z } from "zod";
import { defineAddOn, type Gap } from "../../components/platform/add-on.ts";
import { loadAddOns } from "../../components/platform/registry.ts";
import { addOnContainers, recordAll } from "./add-on-containers.ts";
import { containerFile, readContainerFile } from "./container-file.ts";
import { containersOf, lackOf, type ContainerFacts } from "./containers.ts";
import { gapProblems } from "./gaps.ts";
import { operatorPods } from "./operator-pods.ts";
import { podsOf } from "./pod-security.ts";
import { releasesOf, type Release } from "./releases.ts";
import { renderedObjects } from "./rendered.ts";
import { record } from "../support/stacks.ts";

const facts = (more: Partial<ContainerFacts> = {}): ContainerFacts => ({
    workload: "Deployment/kite",
    container: "kite",
    role: "app",
    copies: "1",
    requests: ["10m", "64Mi", "64Mi"],
    limits: ["100m", "64Mi", "1Gi"],
    probes: ["livenessProbe", "readinessProbe"],
    ...more,
});

const addOn = (...gaps: Gap[]) =>
    defineAddOn({
        order: 1,
        name: "kite",
        summary: "A kite.",
        needs: [],
        defaultOn: [],
        gaps,
        options: z.strictObject({}),
        install: () => [],
    });

const gap = (...missing: Gap["missing"]): Gap => ({ container: "Deployment/kite/kite", missing, reason: "because" });

const release: Release = {
    stack: "prod",
    urn: "urn:pulumi:prod::strata::kubernetes:helm.sh/v3:Release::us-kite",
    chart: "kite",
    source: "kite",
    repository: undefined,
    version: "1.2.3",
    name: "kite",
    namespace: "kite",
    values: "{}",
};

const workload = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: kite }
spec:
  replicas: 2
  template:
    metadata: { labels: { app: kite } }
    spec:
      initContainers: [{ name: wind }]
      containers:
        - name: kite
          args: [--config-reloader-cpu-request=10m, --enable-config-reloader-probes=true]
          resources: { requests: { cpu: 1, memory: 1Gi, ephemeral-storage: 1Gi }, limits: { memory: 1Gi } }
          livenessProbe: { httpGet: { port: 80 } }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: kite }
spec: { maxUnavailable: 1, selector: { matchLabels: { app: kite } } }
---
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: kps }
spec:
  replicas: 2
  containers: [{ name: config-reloader, resources: { requests: { ephemeral-storage: 64Mi } } }]
`;

describe("containers of charts", () => {
    it("were rendered last with the versions that the stacks install: run npm run test:charts -- --write", async () => {
        const file = readContainerFile();
        const releases = (await recordAll()).flatMap(releasesOf);
        const installed = new Map(releases.map(({ chart, version }) => [chart, version]));
        const kept = Object.entries(file).map(([chart, { version }]) => [chart, version] as const);
        expect(kept).to.have.deep.members([...installed]);
    });

    it("lack what their add-on says, with a reason, and nothing else", async () => {
        const [addOns, recorded, file] = [await loadAddOns(), await recordAll(), readContainerFile()];
        const problems = addOns.flatMap((each) => {
            const { single, highlyAvailable } = addOnContainers(each, recorded, file);
            return gapProblems({ addOn: each, containers: [...single, ...highlyAvailable] });
        });
        expect(problems).to.deep.equal([]);
    });

    it("stand with what they ask for, how many there are, their probes and their budget", () => {
        const objects = renderedObjects(release, workload).map(({ resource }) => resource);
        expect(containersOf(objects)).to.deep.equal([
            {
                workload: "Deployment/kite",
                container: "kite",
                role: "app",
                copies: "2",
                budget: "maxUnavailable 1",
                requests: ["1", "1Gi", "1Gi"],
                limits: ["-", "1Gi", "-"],
                probes: ["livenessProbe"],
            },
            {
                workload: "Deployment/kite",
                container: "wind",
                role: "init",
                copies: "2",
                budget: "maxUnavailable 1",
                requests: ["-", "-", "-"],
                limits: ["-", "-", "-"],
                probes: [],
            },
        ]);
    });

    it("count those that an operator makes, as it makes them", () => {
        const made = containersOf(operatorPods(renderedObjects(release, workload)).map(({ resource }) => resource));
        const shown = made.map(({ workload: of, container, copies, requests, probes }) =>
            [of, container, copies, requests.join("/"), probes.length].join(" "),
        );
        expect(shown).to.deep.equal([
            "StatefulSet/prometheus-kps prometheus 2 -/-/- 2",
            "StatefulSet/prometheus-kps config-reloader 2 10m/-/64Mi 2",
            "StatefulSet/prometheus-kps init-config-reloader 2 10m/-/- 0",
        ]);
    });

    it("are kept by chart, those of a small stack and those of a highly available one", async () => {
        const objects = renderedObjects(release, workload);
        const charts = [{ chart: "kite", version: "1.2.3", objects }];
        const { kite } = containerFile([
            { stack: await record("prod"), charts },
            { stack: await record("dev"), charts: [{ chart: "kite", version: "1.2.3", objects: [] }] },
        ]);
        expect(kite?.version).to.equal("1.2.3");
        expect(kite?.single).to.be.empty;
        expect(kite?.highlyAvailable).to.have.length(5);
    });
});

describe("pods before Pod Security", () => {
    it("are those of charts, of operators and of the program, with the level of their namespace", async () => {
        const stack = await record("prod");
        const objects = renderedObjects({ ...release, namespace: "cert-manager" }, workload);
        const pods = podsOf({ stack, charts: [{ chart: "kite", version: "1.2.3", objects }] });
        const found = new Map(pods.map(({ namespace, workload: of, level }) => [`${of} in ${namespace}`, level]));
        expect(found.get("Deployment/kite in cert-manager")).to.equal("restricted");
        expect(found.get("StatefulSet/prometheus-kps in cert-manager")).to.equal("restricted");
        const ofSystem = [...found].filter(([place]) => place.endsWith(" in pms"));
        expect(ofSystem.length).to.be.greaterThan(5);
        for (const [place, level] of ofSystem) expect(level, place).to.equal("restricted");
        const lost = renderedObjects({ ...release, namespace: "nowhere" }, workload);
        const [first] = podsOf({ stack, charts: [{ chart: "kite", version: "1.2.3", objects: lost }] });
        expect(first?.level).to.equal(undefined);
    });
});

describe("what a container lacks", () => {
    it("is requests, limits and probes, of what runs until it is told to stop", () => {
        expect(lackOf(facts())).to.deep.equal([]);
        expect(lackOf(facts({ requests: ["10m", "64Mi", "-"] }))).to.deep.equal(["requests"]);
        expect(lackOf(facts({ limits: ["-", "64Mi", "1Gi"], probes: [] }))).to.deep.equal([
            "limits",
            "livenessProbe",
            "readinessProbe",
        ]);
        expect(lackOf(facts({ role: "init", probes: [] }))).to.deep.equal([]);
        expect(lackOf(facts({ copies: "as a job", probes: [] }))).to.deep.equal([]);
    });

    it("has to be explained", () => {
        const containers = [facts({ probes: ["readinessProbe"] })];
        expect(gapProblems({ addOn: addOn(), containers })).to.deep.equal([
            "kite: Deployment/kite/kite lacks livenessProbe. Set it in the chart's values, or say why in gaps.",
        ]);
        expect(gapProblems({ addOn: addOn(gap("livenessProbe")), containers })).to.deep.equal([]);
    });

    it("is not explained where it does not lack", () => {
        const problem = (missing: string) =>
            `kite: gaps says that Deployment/kite/kite lacks ${missing}, and it does not. Remove it.`;
        expect(gapProblems({ addOn: addOn(gap("limits")), containers: [facts()] })).to.deep.equal([problem("limits")]);
        expect(gapProblems({ addOn: addOn(gap("limits")), containers: [] })).to.deep.equal([problem("limits")]);
    });
});
