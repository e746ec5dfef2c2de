/** `strata diagnose database` and `latency`: what runs in the pod is run here as well, with a stand-in for psql. */
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { ScratchProject, type Outcome } from "../support/project.ts";
import { asked, list, liveTools, pod } from "./live-cluster.ts";
import { StubTools } from "./stub-tools.ts";

const password = "canary-value-0815";
const inPod = "exec deployment/pms-analytics --namespace pms --container analytics -- ";
const present = / -- \/bin\/sh -c .* sh psql \.\/flyway \/bin\/bash$/s;
const query = / bash psql -h pms-database -U pms_user -d pms_db -c SELECT 1;$/;
const one = " ?column? \n----------\n        1\n(1 row)\n\n";

/** Runs what came after `--`, as the kubelet would. */
function inContainer(command: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
    const [program = "", ...args] = command;
    const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    const output = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
        child[stream].setEncoding("utf8").on("data", (text: string) => (output[stream] += text));
    }
    return new Promise((resolve) =>
        child.on("close", (code) => {
            resolve({ code, ...output });
        }),
    );
}

describe("strata diagnose database and latency", function () {
    this.timeout(60_000);
    let project: ScratchProject;
    let tools: StubTools;
    before(() => {
        project = new ScratchProject();
    });
    beforeEach(() => {
        tools = liveTools();
    });
    afterEach(() => {
        tools.remove();
    });
    after(() => {
        project.remove();
    });

    const diagnose = (topic: string, stack = "dev"): Promise<Outcome> =>
        project.strata(["diagnose", stack, topic, "--system", "pms"], tools.env());
    const commands = (): readonly (readonly string[])[] =>
        tools.calls("kubectl").flatMap(({ args }) => (args.includes("--") ? [args.slice(args.indexOf("--") + 1)] : []));

    it("PMS-86 runs psql in deployment/pms-analytics with verify-ca, and passes on 1: exit 0", async () => {
        tools.on("kubectl", present).on("kubectl", query, { stdout: one });
        const { code, stdout } = await diagnose("database");
        expect(stdout).to.equal(
            "pass  SELECT 1 on pms-database as pms_user in pms_db, from deployment/pms-analytics  1\n\nAll is well.\n",
        );
        expect(asked(tools).every((line) => line.startsWith(inPod))).to.equal(true);
        expect(asked(tools).join("\n"), "Aurora has no pods").to.not.include("app=postgres");
        expect(code).to.equal(0);

        const [, command = []] = commands();
        const container = new StubTools().on("psql", /./, { stdout: one });
        const PATH = `${container.env()["PATH"] ?? ""}:/bin`;
        await inContainer(command, { PATH, DATABASE_PASSWORD: password, PGSSLMODE: "verify-full" });
        const [call] = container.calls("psql");
        container.remove();
        expect(call?.args).to.deep.equal(["-h", "pms-database", "-U", "pms_user", "-d", "pms_db", "-c", "SELECT 1;"]);
        expect(call?.env).to.include({ PGSSLMODE: "verify-ca", PGPASSWORD: password });
        expect(stdout + JSON.stringify(tools.calls())).to.not.include(password);
    });

    it("PMS-86 prints what psql says otherwise: exit 1", async () => {
        const said = 'psql: error: connection to server at "pms-database" failed: certificate verify failed';
        tools
            .on("kubectl", present)
            .on("kubectl", query, { stderr: `${said}\ncommand terminated with exit code 2\n`, code: 2 });
        const { code, stdout } = await diagnose("database");
        expect(stdout.split("\n")[0]).to.equal(
            `fail  SELECT 1 on pms-database as pms_user in pms_db, from deployment/pms-analytics  ${said}`,
        );
        expect(code).to.equal(1);
    });

    it("PMS-86 lists the pods with app=postgres on local: exit 0", async () => {
        tools
            .on("kubectl", / get pods /, list(pod("pms-database-0")))
            .on("kubectl", present)
            .on("kubectl", query, { stdout: one });
        const { code, stdout } = await diagnose("database", "local");
        expect(asked(tools)[0]).to.equal("get pods --namespace pms --selector app=postgres --output json");
        expect(stdout).to.include("pass  pod pms-database-0  Running, 1 of 1 containers ready\n");
        expect(code).to.equal(0);
    });

    it("lists them wherever the database runs in the cluster, and says that there are none: exit 1", async () => {
        project.writeStack("own", "dev", { "strata:systems.pms.databases": { main: { engine: "in-cluster" } } });
        tools
            .on("kubectl", / get pods /, list())
            .on("kubectl", present)
            .on("kubectl", query, { stdout: one });
        const { code, stdout } = await diagnose("database", "own");
        expect(stdout).to.match(/^fail {2}pods with app=postgres {2}namespace pms has none\npass {2}SELECT 1 /);
        expect(code).to.equal(1);
    });

    it("PMS-57 names the programs that the image does not have: exit 1", async () => {
        tools.on("kubectl", present, { stdout: "psql\n./flyway\n" });
        const { code, stdout } = await diagnose("database");
        expect(stdout).to.equal(
            [
                "fail  psql  is not in the image of deployment/pms-analytics",
                "fail  ./flyway  is not in the image of deployment/pms-analytics",
                "",
                "2 checks failed.",
                "",
            ].join("\n"),
        );
        expect(commands(), "nothing else is tried").to.have.length(1);
        expect(code).to.equal(1);

        const container = new StubTools().on("psql", /./);
        const env = { PATH: container.env()["PATH"] };
        const missing = await inContainer(commands()[0] ?? [], env);
        container.remove();
        expect(missing.stdout).to.equal("./flyway\n");
    });

    it("says that there is no pod to run in: exit 1", async () => {
        const said = 'Error from server (NotFound): deployments.apps "pms-analytics" not found';
        tools.on("kubectl", / exec /, { stderr: `${said}\n`, code: 1 });
        const { code, stdout } = await diagnose("latency");
        expect(stdout.split("\n")[0]).to.equal(`fail  deployment/pms-analytics  ${said}`);
        expect(code).to.equal(1);
    });

    const connect = / bash pms-database 5432 5$/;
    const timed = / bash psql -h pms-database -U pms_user -d pms_db -c \\timing on( -c SELECT 1;){5}$/;
    const times = (...ms: readonly string[]): string => ms.map((time) => `${one}Time: ${time} ms\n`).join("");

    it("PMS-94 prints the times of a TCP connect and of SELECT 1 in ms: exit 0", async () => {
        tools
            .on("kubectl", present)
            .on("kubectl", timed, { stdout: `Timing is on.\n${times("0.9", "0.4", "0.512", "7.1", "0.6")}` })
            .on("kubectl", connect, { stdout: "1200\n900\n950\n2400\n1000\n" });
        const { code, stdout } = await diagnose("latency");
        expect(stdout).to.equal(
            [
                "pass  TCP connect to pms-database:5432  1.0 ms (0.9 to 2.4 ms, 5 times)",
                "pass  SELECT 1 on pms-database  0.6 ms (0.4 to 7.1 ms, 5 times)",
                "",
                "All is well.",
                "",
            ].join("\n"),
        );
        expect(code).to.equal(0);
    });

    it("PMS-94 says why there is no time: exit 1", async () => {
        tools
            .on("kubectl", present)
            .on("kubectl", timed, {
                stdout: `Timing is on.\n${times("0.9")}`,
                stderr: "server closed the connection\n",
                code: 2,
            })
            .on("kubectl", connect, {
                stderr: "bash: connect: Connection refused\ncommand terminated with exit code 1\n",
                code: 1,
            });
        const { code, stdout } = await diagnose("latency");
        expect(stdout.split("\n").slice(0, 2)).to.deep.equal([
            "fail  TCP connect to pms-database:5432  bash: connect: Connection refused",
            "fail  SELECT 1 on pms-database  server closed the connection",
        ]);
        expect(code).to.equal(1);
    });

    it("measures a connect in microseconds, and ends where nobody listens", async function () {
        const clock = await inContainer(["/bin/bash", "-c", "echo ${EPOCHREALTIME:-none}"], {});
        // The image's bash is 5 by contract; that of this machine may be older.
        if (clock.stdout === "none\n") this.skip();
        tools.on("kubectl", present).on("kubectl", / exec /, { code: 1 });
        await diagnose("latency");
        const [, [bash = "", flag = "", script = ""] = []] = commands();
        const server = createServer().listen(0, "127.0.0.1");
        await new Promise((resolve) => server.on("listening", resolve));
        const port = String((server.address() as AddressInfo).port);
        const reached = await inContainer([bash, flag, script, "bash", "127.0.0.1", port, "3"], {});
        await new Promise((resolve) => server.close(resolve));
        expect(reached).to.deep.include({ code: 0, stderr: "" });
        expect(reached.stdout).to.match(/^(\d+\n){3}$/);
        const refused = await inContainer([bash, flag, script, "bash", "127.0.0.1", port, "3"], {});
        expect(refused.code).to.equal(1);
        expect(refused.stderr).to.include("Connection refused");
    });
});
