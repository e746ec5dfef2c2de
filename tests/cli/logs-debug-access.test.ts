/** `strata logs`, `debug` and `access`: what kubectl is given, and what is said before. */
import { readFileSync } from "node:fs";
import { delimiter } from "node:path";
import { expect } from "chai";
import { ScratchProject, type Outcome } from "../support/project.ts";
import { root } from "../support/stacks.ts";
import { asked, condition, list, liveTools, pod } from "./live-cluster.ts";
import type { StubTools } from "./stub-tools.ts";

describe("strata logs, debug and access", function () {
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

    const strata = (...args: readonly string[]): Promise<Outcome> => project.strata(args, tools.env());
    const analytics = ["--system", "pms", "--service", "analytics"];

    describe("logs", () => {
        const written = "[pod/pms-analytics-1/analytics] INFO ready\n[pod/pms-analytics-2/analytics] ERROR no rates\n";
        beforeEach(() => {
            tools.on("kubectl", / logs /, { stdout: written });
        });

        it("PMS-85 PMS-95 follows all pods of deployment/pms-analytics: exit 0", async () => {
            const { code, stdout } = await strata("logs", "dev", ...analytics);
            expect(asked(tools)).to.deep.equal([
                "logs deployment/pms-analytics --namespace pms --container analytics --all-pods --max-log-requests 50 --tail 100 --follow",
            ]);
            expect(stdout).to.equal(written);
            expect(code).to.equal(0);
        });

        it("PMS-95 prints only lines that match --grep: exit 0", async () => {
            const { code, stdout } = await strata("logs", "dev", ...analytics, "--grep", "ERROR");
            expect(asked(tools)[0]).to.include("logs deployment/pms-analytics --namespace pms").and.include("--follow");
            expect(stdout).to.equal("[pod/pms-analytics-2/analytics] ERROR no rates\n");
            expect(code).to.equal(0);
        });

        it("ends after what is there with --no-follow", async () => {
            await strata("logs", "dev", ...analytics, "--no-follow", "--tail", "5");
            expect(asked(tools)[0]).to.match(/--tail 5$/);
        });

        for (const [args, said] of [
            [
                ["--service", "analytcs"],
                'system pms has no service "analytcs", allowed: api-gateway, auth, analytics, portfolio, simulation, trade-capture, leaderboard, rttm, validation, frontend. Did you mean "analytics"?',
            ],
            [["--service", "auth", "--grep", "("], "--grep: Invalid regular expression: /(/: Unterminated group."],
            [["--service", "auth", "--tail", "many"], '--tail: found "many", allowed: a number of lines.'],
            [[], "required option '--service <name>' not specified"],
        ] as const) {
            it(`refuses ${args.join(" ") || "no service"}: exit 2, and nothing was asked`, async () => {
                const { code, stderr } = await strata("logs", "dev", ...args);
                expect(stderr).to.include(said);
                expect(tools.calls()).to.be.empty;
                expect(code).to.equal(2);
            });
        }
    });

    describe("debug", () => {
        const selector = "app.kubernetes.io/name=pms-analytics,app.kubernetes.io/part-of=pms";
        const find = `get pods --namespace pms --selector ${selector} --output json`;
        const sick = pod("pms-analytics-2", { conditions: [condition("Ready", "False")] });
        const going = pod("pms-analytics-3", {}, { deletionTimestamp: "2026-01-01T00:00:00Z" });
        const pending = pod("pms-analytics-4", { phase: "Pending" });

        it("PMS-96 adds a debug container that passes restricted to a pod of the Deployment: exit 0", async () => {
            tools
                .on("kubectl", / get pods /, list(pod("pms-analytics-1"), sick, going, pending))
                .on("kubectl", / debug /);
            const { code, stdout } = await strata("debug", "dev", ...analytics);
            expect(stdout).to.equal("Pod pms-analytics-2\n");
            expect(asked(tools)).to.have.length(2);
            expect(asked(tools)[0]).to.equal(find);
            expect(asked(tools)[1]).to.match(
                /^debug pod\/pms-analytics-2 --namespace pms --target analytics --stdin --profile restricted --image docker\.io\/library\/busybox:\d+\.\d+\.\d+ -- sh$/,
            );
            expect(code).to.equal(0);
        });

        it("PMS-96 runs /bin/bash in the container of the service with --shell: exit 0", async () => {
            tools.on("kubectl", / get pods /, list(pod("pms-analytics-1"))).on("kubectl", / exec /);
            const { code } = await strata("debug", "dev", ...analytics, "--shell");
            expect(asked(tools)).to.deep.equal([
                find,
                "exec pms-analytics-1 --namespace pms --container analytics --stdin -- /bin/bash",
            ]);
            expect(code).to.equal(0);
        });

        it("PMS-96 says in one line that no pod runs: exit 1", async () => {
            tools.on("kubectl", / get pods /, list(going, pending));
            const { code, stdout, stderr } = await strata("debug", "dev", ...analytics);
            expect(stderr).to.equal(
                "deployment/pms-analytics has no running pod (2 in all): strata diagnose dev pods --system pms\n",
            );
            expect(stdout).to.equal("");
            expect(asked(tools)).to.deep.equal([find]);
            expect(code).to.equal(1);
        });
    });

    describe("access", () => {
        const secret = "argocd-initial-admin-secret";
        beforeEach(() => {
            tools.on("kubectl", / get svc /, { stdout: "service/x\n" }).on("kubectl", / port-forward /);
        });

        it("PMS-38 forwards a port to argocd-server and prints the local address: exit 0", async () => {
            const { code, stdout } = await strata("access", "argocd", "dev");
            expect(stdout.split("\n")[0]).to.equal("https://localhost:8080");
            expect(asked(tools)).to.deep.equal([
                "get svc argocd-server --namespace argocd --output name",
                "port-forward -n argocd svc/argocd-server 8080:443",
            ]);
            expect(code).to.equal(0);
        });

        it("PMS-40 prints how to read the first password and to log in, and never the password: exit 0", async () => {
            const password = "canary-value-0815";
            const data = { data: { password: Buffer.from(password).toString("base64") } };
            tools.on("kubectl", / get secret /, { stdout: JSON.stringify(data) });
            const { code, stdout, stderr } = await strata("access", "argocd", "dev", "--port", "9443");
            expect(stdout.split("\n").map((line) => line.trim())).to.include.members([
                "aws eks update-kubeconfig --region us-east-1 --name pms-dev",
                `kubectl get secret ${secret} -n argocd -o jsonpath='{.data.password}' | base64 --decode`,
                "argocd login localhost:9443 --username admin",
            ]);
            expect(asked(tools).join("\n"), "the command does not read it").to.not.include("secret");
            expect(stdout + stderr)
                .to.not.include(password)
                .and.not.include(data.data.password);
            expect(asked(tools)[1]).to.match(/ 9443:443$/);
            expect(code).to.equal(0);
        });

        it("PMS-40 says in one line that the account admin is off", async () => {
            project.writeStack("sso", "dev", { "strata:sites[0].addOns": { argocd: { adminAccount: false } } });
            const { code, stdout } = await strata("access", "argocd", "sso");
            expect(stdout).to.equal(
                "https://localhost:8080\nThe account admin is off (addOns.argocd.adminAccount): sign in with single sign-on.\n",
            );
            expect(code).to.equal(0);
        });

        it("PMS-94 forwards svc/prometheus 9090:9090 in monitoring: exit 0", async () => {
            const { code, stdout } = await strata("access", "prometheus", "dev");
            expect(stdout).to.equal("http://localhost:9090\n");
            expect(asked(tools)[1]).to.equal("port-forward -n monitoring svc/prometheus 9090:9090");
            expect(code).to.equal(0);
        });

        it("PAN-77 forwards 3000:80 of prometheus-grafana and prints how to read its key, never the value: exit 0", async () => {
            const { code, stdout, stderr } = await strata("access", "grafana", "prod", "--site", "us");
            expect(stdout.split("\n").map((line) => line.trim())).to.deep.equal([
                "http://localhost:3000",
                "Password of the account admin, with your kubectl on this cluster:",
                "aws eks update-kubeconfig --region us-east-1 --name pms-prod",
                "kubectl get secret prometheus-grafana -n monitoring -o jsonpath='{.data.admin-password}' | base64 --decode",
                "",
            ]);
            expect(stderr).to.equal("");
            expect(asked(tools)).to.deep.equal([
                "get svc prometheus-grafana --namespace monitoring --output name",
                "port-forward -n monitoring svc/prometheus-grafana 3000:80",
            ]);
            expect(code).to.equal(0);
        });

        for (const [view, stack, asks] of [
            [
                "grafana",
                "dev",
                [
                    "get svc prometheus-grafana --namespace monitoring --output name",
                    "port-forward -n monitoring svc/prometheus-grafana 3000:80",
                ],
            ],
            [
                "traefik",
                "local",
                [
                    "get deployment traefik --namespace traefik --output name",
                    "port-forward -n traefik deployment/traefik 8080:8080",
                ],
            ],
        ] as const) {
            it(`make view-${view} runs strata access ${view}`, async () => {
                project.write("Makefile", readFileSync(new URL("Makefile", root), "utf8"));
                tools.on("kubectl", / get deployment /);
                const env = tools.env();
                const path = [env["PATH"], process.env["PATH"]].join(delimiter);
                // What is installed is the test's own affair.
                const installed = ["--assume-old", "node_modules/.package-lock.json"];
                const args = [...installed, "--no-print-directory", `view-${view}`, `STACK=${stack}`];
                const { code, stderr } = await project.run("make", args, { ...env, PATH: path });
                expect(stderr).to.equal("");
                expect(asked(tools)).to.deep.equal(asks);
                expect(code).to.equal(0);
            });
        }

        it("says that the Service is not there: exit 1, and forwards nothing", async () => {
            tools.remove();
            tools = liveTools().on("kubectl", / get svc /, { stderr: 'services "grafana" not found\n', code: 1 });
            const { code, stderr } = await strata("access", "grafana", "dev");
            expect(stderr).to.equal('Site us has no grafana: services "grafana" not found\n');
            expect(asked(tools)).to.have.length(1);
            expect(code).to.equal(1);
        });

        it("refuses a view, a site and a port that are not there: exit 2, and nothing was asked", async () => {
            for (const [args, said] of [
                [["argo", "dev"], "Allowed choices are argocd, prometheus, grafana, traefik."],
                [["argocd", "dev", "--site", "uss"], 'stack dev has no site "uss", allowed: us. Did you mean "us"?'],
                [["argocd", "dev", "--port", "0"], '--port: found "0", allowed: a port from 1 to 65535.'],
            ] as const) {
                const { code, stderr } = await strata("access", ...args);
                expect(stderr).to.include(said);
                expect(code).to.equal(2);
            }
            expect(tools.calls()).to.be.empty;
        });
    });
});
