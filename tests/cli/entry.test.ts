/** The command as it is started: help, what is not there, and a Node that is too old. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, copyFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { ScratchProject } from "../support/project.ts";
import { root } from "../support/stacks.ts";

const entry = fileURLToPath(new URL("cli/entry.js", root));

describe("the strata command", function () {
    this.timeout(60_000);
    const project = new ScratchProject();
    after(() => {
        project.remove();
    });

    it("prints its commands by group, and loads no SDK for that: exit 0", async () => {
        const { code, stdout, stderr } = await project.strata(["--help"]);
        expect(stderr).to.equal("");
        expect(stdout).to.match(/\nSet up:\n.*\bdoctor\b/s);
        expect(stdout).to.include("Exit codes: 0 all is well, 1 something was found, 2 bad input, 3 a fault");
        expect(code).to.equal(0);

        const script = `process.argv = ["node", "strata", "--help"];
            process.on("exit", () => {
                const { createRequire } = process.getBuiltinModule("node:module");
                const loaded = Object.entries(createRequire(${JSON.stringify(entry)}).cache);
                console.log("loaded:", loaded.some(([file, { exports }]) => /@pulumi.pulumi.resource\\.js$/.test(file)));
            });
            await import(${JSON.stringify(entry)});`;
        const probe = execFileSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" });
        expect(probe).to.match(/loaded: false\n$/);
    });

    for (const [args, said] of [
        [["docter"], "unknown command 'docter'\n(Did you mean doctor?)"],
        [["doctor", "--sytem", "pms"], "unknown option '--sytem'\n(Did you mean --system?)"],
        [["doctor", "dev", "prod"], "too many arguments"],
    ] as const) {
        it(`refuses "${args.join(" ")}" with the nearest name: exit 2`, async () => {
            const { code, stdout, stderr } = await project.strata(args);
            expect(stderr).to.include(said);
            expect(stdout).to.equal("");
            expect(code).to.equal(2);
        });
    }

    it("says that a fault is the program's, and where: exit 3", async () => {
        const broken = new ScratchProject();
        broken.replace("systems/index.ts", "= { pms };", "= { get pms(): never { throw new Error('none'); } };");
        const { code, stderr } = await broken.strata(["doctor", "dev"]);
        broken.remove();
        expect(stderr).to.match(
            /^The program failed\. This is a fault of the program, not of your input:\nError: none\n/,
        );
        expect(code).to.equal(3);
    });

    describe("started by an older Node", () => {
        let folder: string;
        beforeEach(() => {
            folder = mkdtempSync(join(tmpdir(), "strata-entry-"));
            mkdirSync(join(folder, "cli"));
            // The entry alone, told that it runs on Node 20.
            copyFileSync(entry, join(folder, "cli/entry.js"));
            writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
        });
        afterEach(() => {
            rmSync(folder, { recursive: true, force: true });
        });
        const start = (env: NodeJS.ProcessEnv = {}) => {
            const old = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.19.0" } });`;
            const preload = `--import=data:text/javascript,${encodeURIComponent(old)}`;
            return spawnSync(process.execPath, [preload, join(folder, "cli/entry.js"), "doctor", "a b"], {
                encoding: "utf8",
                env,
            });
        };

        it("starts the project's own Node with the same arguments, and ends with its exit code", () => {
            mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
            const own = join(folder, "node_modules/.bin/node");
            writeFileSync(own, '#!/bin/sh\nfor word in "$@"; do echo "[$word]"; done\nexit 7\n');
            chmodSync(own, 0o755);
            const { status, stdout, stderr } = start();
            expect(stderr).to.equal("");
            expect(stdout).to.equal(`[${join(folder, "cli/entry.js")}]\n[doctor]\n[a b]\n`);
            expect(status).to.equal(7);
        });

        it("says what to do where there is none: exit 2", () => {
            const { status, stdout, stderr } = start();
            expect(stderr).to.match(/^Node 24 is needed, this is v\d+.*npm ci.*\n$/);
            expect(stdout).to.equal("");
            expect(status).to.equal(2);
        });

        it("does not start itself for ever: exit 2", () => {
            mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
            symlinkSync(process.execPath, join(folder, "node_modules/.bin/node"));
            expect(start({ STRATA_NODE: "tried" }).status).to.equal(2);
        });
    });
});
