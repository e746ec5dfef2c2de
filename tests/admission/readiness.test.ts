/** The gate of the policies as a stack has it, its script and its rights, before a real API server. */
import { expect } from "chai";
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { RecordedResource } from "../../preview/recording.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import { record } from "../support/stacks.ts";
import { read, readList } from "../support/values.ts";
import { ApiServer } from "./api-server.ts";
import { create } from "./installed.ts";
import { installStack } from "./stack-policies.ts";

const RBAC = "/apis/rbac.authorization.k8s.io/v1";
const ADMISSION = "/apis/admissionregistration.k8s.io/v1";

// In dev the policies warn, in prod they refuse.
for (const stack of ["dev", "prod"] as const) {
    describe(`the gate of the policies of ${stack}`, function () {
        this.timeout(120_000);
        let server: ApiServer;
        let recorded: RecordedStack;
        let gate: RecordedResource;
        let folder: string;
        let token: string;

        before(async () => {
            server = await ApiServer.start();
            recorded = await record(stack);
            gate = recorded.one("kubernetes:batch/v1:Job", "us-admission-policies-readiness");
            await create(server, "/api/v1/namespaces", { metadata: { name: "readiness" } });
            await create(server, "/api/v1/namespaces/readiness/serviceaccounts", { metadata: { name: "readiness" } });
            const named = (kind: string, name: string) =>
                recorded.one(`kubernetes:rbac.authorization.k8s.io/v1:${kind}`, name).inputs;
            const name = "us-admission-policies-readiness";
            await create(server, `${RBAC}/clusterroles`, named("ClusterRole", name));
            await create(server, `${RBAC}/namespaces/readiness/rolebindings`, named("RoleBinding", name));
            for (const kind of ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"]) {
                const type = `kubernetes:admissionregistration.k8s.io/v1:${kind}`;
                const { inputs } = recorded.one(type, "us-readiness-dry-run-only");
                await create(server, `${ADMISSION}/${kind.toLowerCase().replace(/y$/, "ie")}s`, inputs);
            }
            const path = "/api/v1/namespaces/readiness/serviceaccounts/readiness/token";
            const { body } = await server.send("POST", path, { spec: { expirationSeconds: 600 } });
            token = String(read(body, "status.token"));
            folder = mkdtempSync(join(tmpdir(), "strata-readiness-"));
            for (const part of ["account", "work"]) mkdirSync(join(folder, part));
            writeFileSync(join(folder, "account/token"), token);
            copyFileSync(server.certificateFile, join(folder, "account/ca.crt"));
        });
        after(async () => {
            rmSync(folder, { recursive: true, force: true });
            await server.stop();
        });

        /** What the pod runs, with the address and the folders of this machine. */
        function run() {
            const [container] = readList(gate.inputs, "spec.template.spec.containers");
            const env = Object.fromEntries(
                readList(container, "env").map((each) => [String(read(each, "name")), String(read(each, "value"))]),
            );
            const [program = "", ...args] = readList(container, "command").map(String);
            const child = spawn(program, args, {
                env: {
                    ...env,
                    PATH: process.env["PATH"],
                    TARGET: String(env["TARGET"]).replace("https://kubernetes.default.svc", server.address),
                    ACCOUNT: join(folder, "account"),
                    WORK: join(folder, "work"),
                },
            });
            let output = "";
            for (const stream of [child.stdout, child.stderr])
                stream.setEncoding("utf8").on("data", (text: string) => (output += text));
            const code = new Promise<number | null>((resolve) => child.on("close", resolve));
            return { code, child, output: () => output };
        }

        it("stays closed while nobody judges, and opens when the policies do", async () => {
            const asking = run();
            await wait(4000);
            expect(asking.child.exitCode, asking.output()).to.equal(null);
            expect(asking.output()).to.include("201");
            await installStack(server, recorded);
            expect(await asking.code, asking.output()).to.equal(0);
            expect(asking.output()).to.match(/answered 5 times in a row as it should\n$/);
        });

        it("asks by an account that can change nothing", async () => {
            const template = {
                apiVersion: "v1",
                kind: "PodTemplate",
                metadata: { name: "real" },
                template: read(gate.inputs, "spec.template"),
            };
            const send = async (path: string, body: object): Promise<readonly [number, string]> => {
                const answer = await server.send("POST", path, body, "application/json", {
                    user: "system:serviceaccount:readiness:readiness",
                    group: "system:serviceaccounts",
                });
                return [answer.status, answer.body.message ?? ""];
            };
            const [status, message] = await send("/api/v1/namespaces/readiness/podtemplates", template);
            expect(status).to.be.oneOf([403, 422]);
            // In prod the policies for pods refuse it as well, and only one of all is told.
            const refused =
                stack === "dev" ? "the account readiness/readiness may only ask what would change" : "denied";
            expect(message).to.include(refused);
            for (const path of ["/api/v1/namespaces/readiness/pods", "/api/v1/namespaces/default/podtemplates"])
                expect((await send(`${path}?dryRun=All`, template))[0], path).to.equal(403);
        });
    });
}
