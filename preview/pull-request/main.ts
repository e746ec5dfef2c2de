/**
 * `node preview/pull-request/main.ts <folder>`: writes the summaries in a folder to their pull request.
 * For the workflow that may comment: it imports nothing that is installed, and runs nothing that a pull request brings.
 */
import { closeSync, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { comment, marker, type Summary } from "./comment.ts";
import { GitHub } from "./github.ts";

/** Bytes of one summary that are looked at. */
const mostBytes = 64 * 1024;
const prefix = "summary-";

/** `summary-dev/summary.md`, one folder an artifact; others are not what the preview leaves. */
function readSummaries(folder: string): readonly Summary[] {
    return readdirSync(folder)
        .filter((name) => /^summary-[a-z]+(?:-engine)?$/.test(name))
        .toSorted()
        .map((name) => ({ name: name.slice(prefix.length), text: readStart(join(folder, name, "summary.md")) }));
}

function readStart(file: string): string {
    const descriptor = openSync(file, "r");
    try {
        const buffer = Buffer.alloc(Math.min(fstatSync(descriptor).size, mostBytes));
        readSync(descriptor, buffer);
        return buffer.toString("utf8");
    } finally {
        closeSync(descriptor);
    }
}

function variable(name: string): string {
    const value = process.env[name];
    if (value === undefined || value === "") throw new Error(`${name} is not set: the workflow sets it`);
    return value;
}

const [folder = "summaries"] = process.argv.slice(2);
const repository = variable("GITHUB_REPOSITORY");
const commit = variable("HEAD_SHA");
const github = new GitHub({ api: variable("GITHUB_API_URL"), token: variable("GH_TOKEN"), repository });
const pull = await github.pullOf({ owner: variable("HEAD_OWNER"), branch: variable("HEAD_BRANCH"), sha: commit });
if (pull === undefined) {
    console.log(`no open pull request ends with ${commit}: it is closed, or a newer commit is there`);
} else {
    const trusted = variable("HEAD_REPOSITORY") === repository;
    const summaries = readSummaries(folder);
    const body = comment({ commit, runUrl: variable("RUN_URL"), trusted, summaries });
    console.log(`comment ${await github.writeComment(pull, marker, body)} on pull request ${pull}`);
}
