/** What the policies know of charts, against the charts that the stacks install. */
import { expect } from "chai";
import { CHART_VALUES } from "../../policies/shared/chart-values.ts";
import { RENDERED_CHARTS } from "../../policies/shared/rendered-charts.ts";
import { recordEveryAddOn } from "../support/every-add-on.ts";
import { record, stacks } from "../support/stacks.ts";
import { read } from "../support/values.ts";

async function installed(): Promise<string[]> {
    const charts = new Set<string>();
    for (const stack of [...(await Promise.all(stacks.map(record))), await recordEveryAddOn("dev")]) {
        for (const { inputs } of stack.ofType("kubernetes:helm.sh/v3:Release"))
            charts.add(String(read(inputs, "chart")).replace(/^.*\//, ""));
    }
    return [...charts].toSorted();
}

describe("charts that the policies know", () => {
    it("count as judged where a stack installs them or could, and no others", async () => {
        expect(RENDERED_CHARTS).to.deep.equal(await installed());
    });

    it("are in the table of limits and probes where they install pods", async () => {
        const withPods = (await installed()).filter((chart) => !/-crds?$/.test(chart));
        expect(Object.keys(CHART_VALUES)).to.include.members(withPods);
    });
});
