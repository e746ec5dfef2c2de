/** The comment on a pull request: what it says, and the process that writes it to a GitHub of this file. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { comment, marker } from "../../preview/pull-request/comment.ts";
import { root } from "../support/stacks.ts";

const content = { commit: "0123456789abcdef", runUrl: "https://github.com/o/r/actions/runs/1", trusted: true };

describe("the comment on a pull request", () => {
    it("shows the summaries of a branch as Markdown, below the mark by which it is found again", () => {
        const text = comment({ ...content, summaries: [{ name: "dev", text: "### strata dev: clean\n" }] });
        expect(text.startsWith(`${marker}\n## Preview of 0123456\n`)).to.be.true;
        expect(text).to.include("(https://github.com/o/r/actions/runs/1)").and.include("\n\n### strata dev: clean\n");
    });

    it("shows what a fork has left as text, whatever stands in it", () => {
        const text = "</pre><img src=x> @team [a](https://evil.example) & `code`";
        const shown = comment({ ...content, trusted: false, summaries: [{ name: "dev", text }] });
        expect(shown).to.include(
            "<pre>&lt;/pre&gt;&lt;img src=x&gt; @team [a](https://evil.example) &amp; `code`</pre>",
        );
        expect(shown.match(/<\/pre>/g)).to.have.lengthOf(1);
    });

    it("stays below what GitHub takes, and says where it cut", () => {
        for (const trusted of [true, false]) {
            const summaries = Array.from({ length: 9 }, (_, index) => ({
                name: `s${index}`,
                text: "<&>".repeat(20_000),
            }));
            const text = comment({ ...content, trusted, summaries });
            expect(text.length).to.be.at.most(65_536);
            expect(text.match(/\n… cut<\/pre>/g)).to.have.lengthOf(9);
            expect(text).to.not.match(/&(?!lt;|gt;|amp;)/);
        }
    });

    it("gives what short summaries leave to the long ones", () => {
        const long = "x".repeat(30_000);
        const summaries = ["a", "b", "c"].map((name) => ({ name, text: name === "c" ? long : "short" }));
        expect(comment({ ...content, summaries })).to.include(long);
    });

    it("says so when there is nothing to show", () => {
        expect(comment({ ...content, summaries: [] })).to.include("It has left no summary.");
    });
});

interface Call {
    readonly method: string;
    readonly path: string;
    readonly body: string;
}

describe("the process that comments", function () {
    this.timeout(20_000);
    const sha = "0123456789abcdef";
    let server: Server;
    let folder: string;
    let calls: Call[];
    let answers: Readonly<Record<string, unknown>>;

    beforeEach(async () => {
        calls = [];
        folder = mkdtempSync(join(tmpdir(), "strata-summaries-"));
        for (const name of ["summary-dev", "summary-dev-engine", "other-dev"]) {
            mkdirSync(join(folder, name));
            writeFileSync(join(folder, name, "summary.md"), `### ${name}\n`);
        }
        server = createServer((request, response) => {
            void textOf(request).then((body) => {
                const path = (request.url ?? "").replace("/repos/o/r/", "");
                const { method = "" } = request;
                calls.push({ method, path, body });
                const answer = answers[`${method} ${path}`];
                response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer ?? "nothing there"));
            });
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    });
    afterEach(() => {
        server.close();
        rmSync(folder, { recursive: true });
    });

    const pulls = "GET pulls?state=open&head=o%3Achange";
    const comments = (page: number): string => `GET issues/7/comments?per_page=100&page=${page}`;
    const foreign = { id: 1, body: `${marker} by somebody else`, user: { login: "somebody" } };

    function run(): Promise<{ readonly code: number | string; readonly stdout: string; readonly stderr: string }> {
        const env = {
            PATH: process.env["PATH"],
            GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
            GITHUB_REPOSITORY: "o/r",
            GH_TOKEN: "token",
            HEAD_OWNER: "o",
            HEAD_BRANCH: "change",
            HEAD_REPOSITORY: "o/r",
            HEAD_SHA: sha,
            RUN_URL: content.runUrl,
        };
        const main = fileURLToPath(new URL("preview/pull-request/main.ts", root));
        return new Promise((resolve) => {
            execFile(process.execPath, [main, folder], { env }, (error, stdout, stderr) => {
                resolve({ code: error?.code ?? 0, stdout, stderr });
            });
        });
    }

    it("writes the first comment with what the preview has left, and nothing else", async () => {
        answers = {
            [pulls]: [{ number: 7, head: { sha } }],
            [comments(1)]: [foreign],
            "POST issues/7/comments": { id: 2 },
        };
        const { code, stdout } = await run();
        expect(stdout).to.equal("comment written on pull request 7\n");
        expect(code).to.equal(0);
        const { body } = JSON.parse(calls.at(-1)?.body ?? "") as { readonly body: string };
        expect(body).to.include("### summary-dev\n").and.include("### summary-dev-engine").and.not.include("other-dev");
    });

    it("edits its own comment, on whatever page it stands", async () => {
        answers = {
            [pulls]: [{ number: 7, head: { sha } }],
            [comments(1)]: Array.from({ length: 100 }, () => foreign),
            [comments(2)]: [{ id: 42, body: `${marker}\nold`, user: { login: "github-actions[bot]" } }],
            "PATCH issues/comments/42": { id: 42 },
        };
        expect((await run()).stdout).to.equal("comment edited on pull request 7\n");
        expect(calls.map(({ method }) => method)).to.deep.equal(["GET", "GET", "GET", "PATCH"]);
    });

    it("writes nothing when the pull request has moved on", async () => {
        answers = { [pulls]: [{ number: 7, head: { sha: "another" } }] };
        expect((await run()).stdout).to.include(`no open pull request ends with ${sha}`);
        expect(calls).to.have.lengthOf(1);
    });

    it("fails with GitHub's own words", async () => {
        answers = {};
        const { code, stderr } = await run();
        expect(stderr).to.include('GET pulls?state=open&head=o%3Achange: 404 "nothing there"');
        expect(code).to.equal(1);
    });
});

async function textOf(request: IncomingMessage): Promise<string> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    return Buffer.concat(parts).toString("utf8");
}
