/** Who is called when, in the runbook and in Alertmanager. */
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { record, root, stacks } from "../support/stacks.ts";
import { read, readList } from "../support/values.ts";

const page = readFileSync(new URL("docs/runbooks/escalation.md", root), "utf8");

/** Rows of the only table, below its heading. */
const levels = page
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2)
    .map((line) => line.split("|").slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));

describe("the escalation", () => {
    it("PMS-75 has four levels, each with who and when, and what is critical starts at the first", async () => {
        expect(levels).to.deep.equal([
            ["L1", "On-call engineer", "15 min"],
            ["L2", "Platform team lead", "1 h"],
            ["L3", "Engineering director", "4 h"],
            ["L4", "Executive team", "business hours"],
        ]);
        for (const stack of stacks) {
            const charts = (await record(stack)).ofType("kubernetes:helm.sh/v3:Release");
            const configs = charts.flatMap(({ inputs }) => read(inputs, "values.alertmanager.config") ?? []);
            expect(configs, stack).to.have.lengthOf(1);
            const routes = readList(configs[0], "route.routes");
            expect(routes, stack).to.deep.equal([{ matchers: ['severity = "critical"'], receiver: "on-call" }]);
            const receivers = readList(configs[0], "receivers").map((receiver) => read(receiver, "name"));
            expect(receivers, stack).to.include("on-call");
        }
    });
});
