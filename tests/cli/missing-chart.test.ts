/** What Helm says of a chart that is not there, told so that somebody can mend it. */
import { expect } from "chai";
import { missingChart } from "../../cli/deploy/missing-chart.ts";
import { releasesOf } from "../charts/releases.ts";
import { recordEveryAddOn } from "../support/every-add-on.ts";
import { record } from "../support/stacks.ts";

describe("a chart that is not found", () => {
    it("is told with chart, version, repository and the file of its add-on", () => {
        const said =
            'error: failed to pull chart: chart "metrics-server" version "9.9.9" not found in https://charts.example.com repository';
        expect(missingChart(said)).to.equal(
            "The chart metrics-server 9.9.9 is not in https://charts.example.com. Its version is pinned in components/platform/addons/011-metrics-server.ts. Where strata:charts.mirror is set, put the chart there; else choose a version that exists.",
        );
    });

    it("is told of a registry too", () => {
        const said = 'failed to perform "FetchReference" on source: ghcr.io/traefik/helm/traefik:99.0.0: not found';
        expect(missingChart(said)).to.match(
            /^The chart traefik 99\.0\.0 is not in ghcr\.io\/traefik\/helm\. Its version is pinned in components\/platform\/addons\/030-ingress\.ts\./,
        );
    });

    it("is told with the file that pins it, wherever charts are installed, for every chart of every add-on", async () => {
        const recordings = await Promise.all([record("prod"), recordEveryAddOn("local"), recordEveryAddOn("dev")]);
        const files = new Map<string, string>();
        for (const { chart, version } of recordings.flatMap(releasesOf)) {
            const said = missingChart(
                `Error: chart "${chart}" version "${version}" not found in https://charts.example.com repository`,
            );
            const file = /Its version is pinned in (\S+)\. /.exec(said ?? "")?.[1];
            if (file === undefined) expect.fail(`${chart}: ${said ?? ""}`);
            files.set(chart, file);
        }
        expect(files.get("loki")).to.equal("components/platform/grafana/loki.ts");
        expect(files.get("cluster-autoscaler")).to.equal("components/platform/cluster-autoscaler.ts");
        expect(files.get("keda")).to.equal("components/platform/addons/057-keda.ts");
        expect(files.get("linkerd-crds")).to.equal("components/platform/addons/050-linkerd.ts");
    });

    it("is not seen in other errors", () => {
        expect(missingChart("error: timed out waiting for the condition")).to.equal(undefined);
        expect(missingChart('deployments.apps "web" not found')).to.equal(undefined);
    });
});
