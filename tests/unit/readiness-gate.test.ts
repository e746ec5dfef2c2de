/** Gates that ask the API server: their script against a server of this test, and how stacks use them. */
import { expect } from "chai";
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadAddOns } from "../../components/platform/registry.ts";
import { cloudStacks, record, root, stacks } from "../support/stacks.ts";
import { read, readList } from "../support/values.ts";

interface Answer {
    readonly status: number;
    readonly body: string;
}

const accepted: Answer = { status: 201, body: '{"kind":"Bundle"}' };
const away: Answer = { status: 500, body: '{"message":"failed calling webhook: connection refused"}' };
const denied: Answer = { status: 403, body: '{"message":"admission webhook \\"w\\" denied the request: no"}' };
const forbidden: Answer = { status: 403, body: '{"message":"bundles is forbidden"}' };

describe("the script of a readiness gate", function () {
    this.timeout(60_000);
    let folder: string;
    let server: Server;
    let answers: Answer[];
    let asked: {
        readonly url: string | undefined;
        readonly authorization: string | undefined;
        readonly body: string;
    }[];

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "strata-readiness-"));
        for (const part of ["account", "work"]) mkdirSync(join(folder, part));
        const [key, own] = [join(folder, "key.pem"), join(folder, "account/ca.crt")];
        const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
        execFileSync(
            "openssl",
            ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", ...subject, "-keyout", key, "-out", own],
            { stdio: "ignore" },
        );
        writeFileSync(join(folder, "account/token"), "the-token");
        server = createServer({ key: readFileSync(key), cert: readFileSync(own) }, (request, response) => {
            let body = "";
            request.setEncoding("utf8").on("data", (text: string) => (body += text));
            request.on("end", () => {
                asked.push({ url: request.url, authorization: request.headers.authorization, body });
                const { status, body: said } = answers.shift() ?? accepted;
                response.writeHead(status).end(said);
            });
        });
        await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
    });
    after(() => {
        server.close();
        rmSync(folder, { recursive: true, force: true });
    });
    beforeEach(() => {
        asked = [];
    });

    /** With the regular expression of the gate of trust-manager. @returns the exit code. */
    async function ask(...given: readonly Answer[]): Promise<number | null> {
        answers = [...given];
        const gate = (await record("prod")).one("kubernetes:batch/v1:Job", "us-trust-manager-readiness");
        const [container] = readList(gate.inputs, "spec.template.spec.containers");
        const expected = readList(container, "env").find((each) => read(each, "name") === "EXPECTED");
        const script = readFileSync(new URL("components/platform/readiness/ask.sh", root), "utf8");
        const child = spawn("sh", ["-c", script.replace("sleep 1", "sleep 0")], {
            stdio: "ignore",
            env: {
                PATH: process.env["PATH"],
                TARGET: `https://localhost:${(server.address() as AddressInfo).port}/apis/bundles?dryRun=All`,
                SAMPLE: '{"kind":"Bundle"}',
                EXPECTED: String(read(expected, "value")),
                TIMES: "3",
                ACCOUNT: join(folder, "account"),
                WORK: join(folder, "work"),
            },
        });
        return new Promise((resolve) => child.on("close", resolve));
    }

    it("ends after the answer was right three times in a row", async () => {
        expect(await ask()).to.equal(0);
        expect(asked).to.deep.equal(
            Array.from({ length: 3 }, () => ({
                url: "/apis/bundles?dryRun=All",
                authorization: "Bearer the-token",
                body: '{"kind":"Bundle"}',
            })),
        );
    });

    it("counts anew when one of several servers does not reach the webhook yet", async () => {
        expect(await ask(away, accepted, accepted, away)).to.equal(0);
        expect(asked).to.have.lengthOf(7);
    });

    it("takes a refusal of the webhook for an answer, and no other", async () => {
        expect(await ask(forbidden, denied, denied, denied)).to.equal(0);
        expect(asked).to.have.lengthOf(4);
    });
});

describe("readiness gates", () => {
    /** Add-ons whose webhooks refuse what they cannot judge, and whose objects the program makes at once. */
    const webhooks = ["external-secrets", "linkerd", "load-balancer-controller", "trust-manager"];

    it("are all that whoever needs such an add-on waits for", async () => {
        const addOns = await loadAddOns();
        expect(addOns.map(({ name }) => name)).to.include.members(webhooks);
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const site = stack === "dr" ? "dr" : "us";
            for (const name of webhooks) {
                const gate = recorded.one("kubernetes:batch/v1:Job", `${site}-${name}-readiness`);
                const before = recorded.closure(gate);
                const component = recorded.one("strata:index:AddOn", `${site}-${name}`);
                const releases = recorded
                    .ofType("kubernetes:helm.sh/v3:Release")
                    .filter(({ parent }) => parent === component.urn);
                expect(releases, name).to.not.be.empty;
                for (const { urn } of releases) expect(before.has(urn), `${stack} ${name}: ${urn}`).to.be.true;
            }
        }
    });

    it("may each send one kind, and what they send is a dry run", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            const gates = recorded.objects("Job", "readiness");
            expect(gates, stack).to.not.be.empty;
            for (const { name, inputs } of gates) {
                const [container] = readList(inputs, "spec.template.spec.containers");
                const env = new Map(
                    readList(container, "env").map((each) => [read(each, "name"), String(read(each, "value"))]),
                );
                const role = recorded.one("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", name);
                const [rule, ...more] = readList(role.inputs, "rules");
                expect(more, name).to.be.empty;
                expect(read(rule, "verbs"), name).to.deep.equal(["create"]);
                const [kind] = readList(rule, "resources");
                const [group] = readList(rule, "apiGroups");
                expect(env.get("TARGET"), name).to.match(new RegExp(`/${String(kind)}\\?dryRun=All&`));
                expect(env.get("TARGET"), name).to.include(group === "" ? "/api/v1/" : `/apis/${String(group)}/`);
            }
        }
    });
});
