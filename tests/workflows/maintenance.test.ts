/** The maintenance workflow, its script run as GitHub runs it, with a `gh` that keeps what it gets. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { root } from "../support/stacks.ts";
import { read, readList } from "../support/values.ts";
import { step, workflow } from "./workflows.ts";

const script = String(read(step("maintenance.yml open", "Open the issue"), "run"));
const crons = readList(workflow("maintenance.yml").content, "on.schedule").map((each) => String(read(each, "cron")));

/** minute hour day month weekday */
const shapes: Readonly<Record<string, RegExp>> = {
    Weekly: /^\d+ \d+ \* \* \d$/,
    Monthly: /^\d+ \d+ \d+ \* \*$/,
    Quarterly: /^\d+ \d+ \d+ 1,4,7,10 \*$/,
};

export interface OpenedIssue {
    readonly title: string;
    readonly body: string;
}

/** What the script hands to `gh issue create`. */
function open(variables: Readonly<Record<string, string>>): OpenedIssue {
    const folder = mkdtempSync(join(tmpdir(), "strata-maintenance-"));
    try {
        const gh = join(folder, "gh");
        writeFileSync(gh, `#!/bin/sh\nprintf '%s\\n' "$@" > "${folder}/arguments"\ncp list.md "${folder}/body"\n`);
        chmodSync(gh, 0o755);
        const work = `cd "${folder}" && ln -s "${fileURLToPath(new URL("docs", root))}" docs && ${script}`;
        const env = { PATH: `${folder}:${process.env["PATH"] ?? ""}`, LIST: "", SCHEDULE: "", ...variables };
        const { status, stdout } = spawnSync("bash", ["--norc", "-e", "-c", work], { env, encoding: "utf8" });
        if (status !== 0) throw new Error(stdout);
        const [issue, create, flag, title = "", ...rest] = readFileSync(join(folder, "arguments"), "utf8").split("\n");
        expect([issue, create, flag, ...rest]).to.deep.equal([
            "issue",
            "create",
            "--title",
            "--body-file",
            "list.md",
            "",
        ]);
        return { title, body: readFileSync(join(folder, "body"), "utf8") };
    } finally {
        rmSync(folder, { recursive: true });
    }
}

/** The only cron of that shape. */
function cronOf(list: string): string {
    const [cron, ...others] = crons.filter((each) => shapes[list]?.test(each));
    expect(others, list).to.deep.equal([]);
    if (cron === undefined) throw new Error(`there is no ${list} cron among ${crons.join("; ")}`);
    return cron;
}

function expectItems(list: string, items: readonly RegExp[]): void {
    const { title, body } = open({ SCHEDULE: cronOf(list) });
    expect(title).to.match(new RegExp(`^${list} maintenance \\d{4}-\\d\\d-\\d\\d$`));
    for (const item of items) expect(body).to.match(item);
    expect(body, "nothing of the next list").to.not.match(/^## /m);
}

describe("the maintenance lists", () => {
    it("PMS-97 weekly: drift or sync status, trends of resources, security patches; one weekly cron opens them", () => {
        expectItems("Weekly", [
            /- \[ \] \*\*Drift\*\*.*`.+ <stack>`.*Synced/,
            /- \[ \] \*\*Resource trends\*\*/,
            /- \[ \] \*\*Security patches\*\*/,
        ]);
    });

    it("PMS-98 monthly: rotation checked, IAM reviewed, Kubernetes upgraded; one monthly cron opens them", () => {
        expectItems("Monthly", [
            /- \[ \] \*\*Rotation of credentials\*\*.*automatic/,
            /- \[ \] \*\*IAM review\*\*/,
            /- \[ \] \*\*Kubernetes upgrade\*\*/,
        ]);
    });

    it("PMS-99 quarterly: audit, performance, a disaster recovery test with strata drill, runbooks; one quarterly cron opens them", () => {
        expectItems("Quarterly", [
            /- \[ \] \*\*Infrastructure audit\*\*/,
            /- \[ \] \*\*Performance review\*\*/,
            /- \[ \] \*\*Disaster recovery test\*\*: `npx strata drill prod --system pms /,
            /- \[ \] \*\*Runbooks\*\*/,
        ]);
    });

    it("are opened by three crons and no more, and by hand", () => {
        expect(crons.toSorted()).to.deep.equal(Object.keys(shapes).map(cronOf).toSorted());
        for (const list of Object.keys(shapes)) expect(open({ LIST: list }).title).to.match(new RegExp(`^${list} `));
        const { content } = workflow("maintenance.yml");
        expect(read(content, "on.workflow_dispatch.inputs.list.options")).to.deep.equal(Object.keys(shapes));
    });

    it("must exist: a list that does not ends the script", () => {
        expect(() => open({ LIST: "Yearly" })).to.throw('has no list "Yearly"');
    });
});
