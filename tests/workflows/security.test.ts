/** What a pull request can reach, a fork's above all. That the files are valid is actionlint's to say, in .ci/run. */
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { root, stacks } from "../support/stacks.ts";
import { read } from "../support/values.ts";
import { jobs, permissions, step, steps, triggers, workflow, workflows } from "./workflows.ts";

/** What each job may do with its token, and nothing beyond: a job that is not listed fails. */
const allowed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "check.yml check": { contents: "read" },
    "check.yml nightly": { contents: "read" },
    "deploy.yml deploy": { contents: "read", "id-token": "write" },
    "maintenance.yml open": { contents: "read", issues: "write" },
    "preview-comment.yml comment": { actions: "read", contents: "read", "pull-requests": "write" },
    "preview.yml charts": { contents: "read" },
    "preview.yml engine": { contents: "read", "id-token": "write" },
    "preview.yml in-process": { contents: "read" },
};

/** An empty text where nothing or something else stands. */
function textAt(value: unknown, path: string): string {
    const found = read(value, path);
    return typeof found === "string" ? found : "";
}

describe("the workflows", () => {
    it("give each job only the rights that it needs", () => {
        const given = Object.fromEntries(jobs.map((job) => [job.title, permissions(job)]));
        expect(given).to.deep.equal(allowed);
        // What a new job gets before somebody has thought about it.
        for (const { file, content } of workflows) {
            expect(read(content, "permissions"), file).to.deep.equal(file === "check.yml" ? { contents: "read" } : {});
        }
    });

    it("never run on pull_request_target, which hands a fork the repository's token", () => {
        for (const each of workflows) expect(triggers(each), each.file).to.not.include("pull_request_target");
        expect(triggers(workflow("preview.yml"))).to.deep.equal(["pull_request"]);
    });

    it("hand no secret to any job", () => {
        for (const { file, text } of workflows) expect(text, file).to.not.match(/\bsecrets\b/);
    });

    it("pin every action by its commit, with the version beside it", () => {
        const uses = workflows.flatMap(({ file, text }) =>
            [...text.matchAll(/^.*\buses:.*$/gm)].map(([line]) => ({ file, line: line.trim() })),
        );
        expect(uses).to.not.be.empty;
        for (const { file, line } of uses) {
            expect(line, file).to.match(/^(?:- )?uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
        }
    });

    it("leave no credentials behind a checkout", () => {
        for (const job of jobs) {
            for (const each of steps(job)) {
                if (!textAt(each, "uses").startsWith("actions/checkout@")) continue;
                expect(read(each, "with.persist-credentials"), job.title).to.be.false;
            }
        }
    });

    it("put nothing from an event into a script, where it would be run", () => {
        for (const job of jobs) {
            for (const each of steps(job)) expect(textAt(each, "run"), job.title).to.not.include("${{");
        }
    });

    it("end: each job has a limit", () => {
        for (const job of jobs) expect(read(job.content, "timeout-minutes"), job.title).to.be.within(1, 360);
    });
});

describe("an identity of the cloud", () => {
    const withIdentity = jobs.filter((job) => read(permissions(job), "id-token") !== undefined);

    it("is never a fork's, in whatever workflow it is asked for", () => {
        expect(withIdentity).to.not.be.empty;
        for (const job of withIdentity) {
            const guard = textAt(job.content, "if");
            for (const trigger of triggers(job.workflow)) {
                if (trigger === "pull_request") {
                    expect(guard, job.title).to.match(
                        /^github\.event\.pull_request\.head\.repo\.full_name == github\.repository(?: && |$)/,
                    );
                } else if (trigger === "workflow_run") {
                    expect(guard, job.title).to.include("github.event.workflow_run.event == 'push' && ");
                } else {
                    expect(["push", "workflow_dispatch"], job.title).to.include(trigger);
                }
            }
        }
    });
});

describe("the preview of a pull request", () => {
    const [inProcess, engine] = ["preview.yml in-process", "preview.yml engine"].map((title) =>
        jobs.find((job) => job.title === title),
    );

    it("runs in process for every stack, a fork's too, and on the engine for those in the cloud", () => {
        expect(read(inProcess?.content, "if")).to.be.undefined;
        expect(read(inProcess?.content, "strategy.matrix.stack")).to.deep.equal([...stacks]);
        expect(read(engine?.content, "strategy.matrix.stack")).to.deep.equal(stacks.filter((each) => each !== "local"));
    });

    it("says what charts make of it where it touches them, with the Helm that the checks of charts use", () => {
        const job = jobs.find(({ title }) => title === "preview.yml charts");
        // A fork's too: it has nothing that is worth taking.
        expect(read(job?.content, "if")).to.be.undefined;
        const touched = textAt(step("preview.yml charts", "Whether charts are touched"), "run");
        for (const folder of ["components/platform", "tests/charts"]) expect(touched).to.include(folder);
        expect(textAt(step("preview.yml charts", "Compare"), "run")).to.include("npm run --silent charts:diff -- ");
        const pin = /depName=helm\.sh\/helm\/v3\s+(?:const version = "|helm=)(v[\d.]+)/;
        const checks = readFileSync(new URL("tests/charts/helm.ts", root), "utf8");
        const installed = textAt(step("preview.yml charts", "Helm"), "run");
        expect(pin.exec(installed)?.[1]).to.be.a("string").and.to.equal(pin.exec(checks)?.[1]);
        // By that name the comment finds it.
        const names = (job === undefined ? [] : steps(job)).map((each) => textAt(each, "with.name"));
        expect(names).to.include("summary-charts");
    });

    it("is stopped by a newer commit", () => {
        for (const file of ["preview.yml", "preview-comment.yml", "check.yml"]) {
            const { content } = workflow(file);
            expect(read(content, "concurrency.group"), file).to.match(/\$\{\{.+\}\}/);
            expect(read(content, "concurrency.cancel-in-progress"), file).to.not.be.oneOf([undefined, false]);
        }
    });

    it("is commented on by code of the default branch, which starts when the preview is done", () => {
        const { content } = workflow("preview-comment.yml");
        expect(read(content, "on")).to.deep.equal({ workflow_run: { workflows: ["Preview"], types: ["completed"] } });
        expect(read(workflow("preview.yml").content, "name")).to.equal("Preview");
        const checkouts = jobs
            .filter((job) => job.workflow.file === "preview-comment.yml")
            .flatMap(steps)
            .filter((each) => textAt(each, "uses").startsWith("actions/checkout@"));
        expect(checkouts.map((each) => read(each, "with.ref"))).to.deep.equal([
            "${{ github.event.repository.default_branch }}",
        ]);
        expect(read(content, "jobs.comment.if")).to.include("github.event.workflow_run.event == 'pull_request'");
    });
});
