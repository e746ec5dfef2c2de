/** What Helm says of a chart that is not there, told so that somebody can mend it. */
import { expect } from "chai";
import { missingChart } from "../../cli/deploy/missing-chart.ts";

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

    it("is not seen in other errors", () => {
        expect(missingChart("error: timed out waiting for the condition")).to.equal(undefined);
        expect(missingChart('deployments.apps "web" not found')).to.equal(undefined);
    });
});
