/** The page about PMS, held against what the stacks make and what was decided. */
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { decidedOtherwise } from "../requirements/classes.ts";
import { containers } from "../support/recorded-stack.ts";
import { record, root, stacks } from "../support/stacks.ts";
import { read, readList, readMap } from "../support/values.ts";
import { codeOf } from "./pages.ts";

const path = "docs/systems/pms.md";
const text = readFileSync(new URL(path, root), "utf8");
const code = codeOf({ path, text });

describe("the page about PMS", () => {
    it("names every variable that an image of PMS gets, on every stack", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            const workloads = [...recorded.objects("Deployment", "pms"), ...recorded.objects("Job", "pms")];
            const own = workloads.flatMap((workload) => containers(workload)).flatMap((each) => readList(each, "env"));
            const facts = recorded
                .objects("ConfigMap", "pms")
                .flatMap(({ inputs }) => Object.keys(readMap(inputs, "data")));
            const names = [
                ...own.map((each) => String(read(each, "name"))),
                ...facts.filter((key) => /^[A-Z_]+$/.test(key)),
            ];
            expect(names, stack).to.include("DATABASE_HOST").and.include("LOG_LEVEL");
            for (const name of new Set(names)) expect(code, `${path}, variable of stack ${stack}`).to.include(name);
        }
    });

    it("PMS-57 lists the tools that the image of analytics must carry", () => {
        const [, contract = ""] = /`pms-analytics` also carries(.+?)\n###/s.exec(text) ?? [];
        const tools = [...contract.matchAll(/^\| `([^`]+)`(.*?)\|/gm)].map(([, tool, where = ""]) => [
            tool,
            where.replace(/^, /, "").trim(),
        ]);
        expect(tools).to.deep.equal([
            ["psql", "on the `PATH`"],
            ["./flyway", "in the working directory"],
            ["/bin/bash", ""],
        ]);
    });

    it("says of every requirement that is met in another way what is done instead", () => {
        const ids = decidedOtherwise().filter((id) => id.startsWith("PMS-"));
        expect(ids).to.not.be.empty;
        const rows = [...text.matchAll(/^\| (PMS-\d+) /gm)].map(([, id]) => id);
        expect(rows).to.deep.equal(ids);
    });
});
