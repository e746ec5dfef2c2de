/** The runbooks: each has an owner and a date, and the pages that people count on hold what they must. */
import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { root } from "../support/stacks.ts";

const folder = new URL("docs/runbooks/", root);
const page = (file: string): string => readFileSync(new URL(file, folder), "utf8");
const pages = readdirSync(folder).filter((file) => file.endsWith(".md") && file !== "README.md");

const header = /^# .+\n\nOwner: (.+)\. Reviewed: (\d{4}-\d\d-\d\d)\. Next review: (\d{4}-\d\d-\d\d)\.\n/;
const day = 24 * 60 * 60 * 1000;
/** A quarter, and some days for the list to be worked through. */
const longest = 100;

describe("the runbooks", () => {
    it("PMS-100 have an owner and a review date each, with a template for incidents and a quarterly review", () => {
        for (const file of pages) {
            const [, owner = "", reviewed = "", next = ""] = header.exec(page(file)) ?? [];
            expect(owner, `${file} starts with its title and "Owner: <role>. Reviewed: <date>. Next review: <date>."`)
                .to.not.be.empty;
            const days = (Date.parse(next) - Date.parse(reviewed)) / day;
            expect(days, `${file}: days from review to review`).to.be.within(1, longest);
        }
        expect(page("incident-template.md"))
            .to.match(/^# Incident/)
            .and.include("## How it was solved");
        const [, quarterly = ""] = page("maintenance.md").split("## Quarterly");
        expect(quarterly).to.match(/- \[ \] \*\*Runbooks\*\*: .*review date/);
        expect(page("README.md")).to.include("(maintenance.md#quarterly)").and.include("written down");
    });

    it("are all in the index", () => {
        for (const file of pages) expect(page("README.md"), file).to.include(`](${file})`);
    });
});
