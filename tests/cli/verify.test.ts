/** `strata verify` with a cluster that is well, and with one thing at a time that is not. */
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { ScratchProject, type Outcome } from "../support/project.ts";
import { objects } from "../systems/pms/pms.ts";
import { selfSigned, type Certificate } from "./certificate.ts";
import {
    asked,
    condition,
    deliveredByArgocd,
    containerStatus,
    deployment,
    externalSecret,
    healthyPms,
    list,
    liveTools,
    node,
    pod,
    replacing,
    type Json,
} from "./live-cluster.ts";
import type { StubTools } from "./stub-tools.ts";

const objectsAsked = / get pods,services,deployments,statefulsets,jobs /;
const secretsAsked = / get externalsecrets/;
const synced = externalSecret("pms-auth", condition("Ready", "True", "SecretSynced", "secret synced"));

describe("strata verify", function () {
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

    const verify = (...args: readonly string[]): Promise<Outcome> => project.strata(["verify", ...args], tools.env());
    const answer = (pms: readonly Json[], nodes: readonly Json[] = [node("node-a")]): void => {
        tools.on("kubectl", / get nodes /, list(...nodes)).on("kubectl", objectsAsked, list(...pms));
        tools.on("kubectl", secretsAsked, list(synced));
    };
    const failures = ({ stdout }: Outcome): readonly string[] =>
        stdout.split("\n").filter((line) => line.startsWith("fail"));

    it("PMS-22 prints the version of the API server and of each node whether it is Ready: exit 0", async () => {
        answer(healthyPms, [node("node-a"), node("node-b")]);
        const { code, stdout, stderr } = await verify("dev");
        expect(stderr).to.equal("");
        for (const line of [
            "Site us: cluster pms-dev",
            "pass  API server  v1.35.2",
            "pass  node node-a  Ready, v1.35.1",
            "pass  node node-b  Ready, v1.35.1",
        ]) {
            expect(stdout.split("\n")).to.include(line);
        }
        expect(code).to.equal(0);
        const [access] = tools.calls("aws");
        expect(access?.args.slice(0, 6)).to.deep.equal(
            "eks update-kubeconfig --region us-east-1 --name pms-dev".split(" "),
        );
        expect(tools.calls("kubectl")[0]?.args.slice(0, 2)).to.deep.equal(access?.args.slice(6));
    });

    it("says which node is not Ready, and why: exit 1", async () => {
        const down = condition("Ready", "False", "KubeletNotReady", "container runtime is down");
        answer(healthyPms, [node("node-a"), node("node-b", down)]);
        const outcome = await verify("dev");
        expect(failures(outcome)).to.deep.equal([
            "fail  node node-b  NotReady KubeletNotReady: container runtime is down, v1.35.1",
        ]);
        expect(outcome.code).to.equal(1);
    });

    it("PMS-83 lists pods and Services of the namespace and each rollout: exit 0", async () => {
        answer(healthyPms);
        const { code, stdout } = await verify("dev", "--system", "pms");
        for (const name of objects) {
            expect(stdout).to.include(`\npass  pod ${name}-1  Running, 1 of 1 containers ready\n`);
            expect(stdout).to.include(`\npass  service ${name}  ClusterIP, 172.20.0.9, http 8080\n`);
            expect(stdout).to.include(`\npass  rollout ${name}  1 of 1 available\n`);
        }
        expect(stdout).to.include("\npass  external secret pms-auth  SecretSynced: secret synced\n");
        expect(stdout).to.match(/\nAll is well\.\n$/);
        expect(code).to.equal(0);
        expect(asked(tools)).to.deep.equal([
            "get nodes --output json",
            "get pods,services,deployments,statefulsets,jobs --namespace pms --output json",
            "get externalsecrets.external-secrets.io --namespace pms --output json",
        ]);
    });

    const crash = containerStatus("auth", {
        restartCount: 4,
        state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 1m20s" } },
        lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } },
    });
    const unready = { conditions: [condition("Ready", "False")], containerStatuses: [crash] };
    it("PMS-83 names each pod that is not Ready, each rollout that is not done, and what is not there: exit 1", async () => {
        const broken: readonly (readonly [Json, string])[] = [
            [
                pod("pms-auth-1", unready),
                "fail  pod pms-auth-1  Running, 0 of 1 containers ready, 4 restarts; container auth waits: CrashLoopBackOff: back-off 1m20s; container auth ended with exit code 137: OOMKilled",
            ],
            [
                deployment("pms-analytics", { availableReplicas: 2, updatedReplicas: 1 }, 3),
                "fail  rollout pms-analytics  2 of 3 available; 1 of 3 are of the last version",
            ],
            [
                deployment("pms-frontend", { replicas: 2 }),
                "fail  rollout pms-frontend  1 of 1 available; 1 of an older version still there",
            ],
            [
                deployment("pms-portfolio", {
                    availableReplicas: 0,
                    conditions: [condition("Progressing", "False", "ProgressDeadlineExceeded")],
                }),
                "fail  rollout pms-portfolio  0 of 1 available; ProgressDeadlineExceeded",
            ],
            [
                deployment("pms-validation", {
                    availableReplicas: 0,
                    conditions: [condition("ReplicaFailure", "True", "FailedCreate", "exceeded quota")],
                }),
                "fail  rollout pms-validation  0 of 1 available; FailedCreate: exceeded quota",
            ],
            [
                deployment("pms-simulation", { observedGeneration: 1 }),
                "fail  rollout pms-simulation  1 of 1 available; its controller has not seen the last change yet",
            ],
            [
                deployment("pms-rttm", {}, 0),
                "fail  rollout pms-rttm  0 of 0 available; scaled to 0, the stack asks for 1",
            ],
            [
                { kind: "StatefulSet", metadata: { name: "pms-database" }, spec: { replicas: 1 }, status: {} },
                "fail  rollout pms-database  0 of 1 ready",
            ],
            [
                {
                    kind: "Job",
                    metadata: { name: "pms-database-init-v1" },
                    status: { conditions: [condition("Failed", "True", "BackoffLimitExceeded")] },
                },
                "fail  job pms-database-init-v1  BackoffLimitExceeded",
            ],
        ];
        const gone = ({ kind, metadata }: Json): boolean =>
            ["Service", "Deployment"].includes(String(kind)) && JSON.stringify(metadata).includes('"pms-leaderboard"');
        answer(replacing(...broken.map(([item]) => item)).filter((item) => !gone(item)));
        const outcome = await verify("dev", "--system", "pms");
        expect(failures(outcome)).to.have.members([
            ...broken.map(([, line]) => line),
            "fail  service pms-leaderboard  is not there",
            "fail  rollout pms-leaderboard  its Deployment is not there",
        ]);
        expect(outcome.stdout).to.match(/\n11 checks failed\.\n$/);
        expect(outcome.code).to.equal(1);
    });

    it("passes the failed try of a Job that succeeded later, warns of a pod that is going, names a secret without access", async () => {
        const owner = { ownerReferences: [{ kind: "Job", name: "init" }] };
        const job = {
            kind: "Job",
            metadata: { name: "init" },
            status: { conditions: [condition("Complete", "True")] },
        };
        const tries = [
            pod("init-1", { phase: "Failed", containerStatuses: [] }, owner),
            pod("init-2", { phase: "Succeeded" }),
        ];
        const going = pod("pms-auth-2", {}, { deletionTimestamp: "2026-01-01T00:00:00Z" });
        const noAccess = externalSecret("pms-auth", condition("Ready", "False", "SecretSyncedError", "no access"));
        tools.on("kubectl", secretsAsked, list(noAccess));
        answer(replacing(job, ...tries, going));
        const outcome = await verify("dev");
        expect(outcome.stdout).to.include("\npass  pod init-1  Failed; a later try succeeded\n");
        expect(outcome.stdout).to.include(
            "\nwarn  pod pms-auth-2  Running, 1 of 1 containers ready; it is being removed\n",
        );
        expect(failures(outcome)).to.deep.equal(["fail  external secret pms-auth  SecretSyncedError: no access"]);
        expect(outcome.code).to.equal(1);
    });

    for (const [sync, health, verdict, code] of [
        ["Synced", "Healthy", "pass", 0],
        ["OutOfSync", "Healthy", "fail", 1],
        ["Synced", "Degraded", "fail", 1],
    ] as const) {
        it(`PMS-83 looks at the Application with delivery argocd: ${sync} and ${health} is exit ${code}`, async () => {
            project.writeStack("delivered", "dev", deliveredByArgocd);
            answer(healthyPms);
            tools.on("kubectl", / get applications\.argoproj\.io /, {
                stdout: JSON.stringify({ status: { sync: { status: sync }, health: { status: health } } }),
            });
            const outcome = await verify("delivered");
            expect(outcome.stdout).to.include(`\n${verdict}  application pms-platform  ${sync}, ${health}\n`);
            expect(asked(tools).at(-1)).to.equal(
                "get applications.argoproj.io pms-platform --namespace argocd --output json",
            );
            expect(outcome.code).to.equal(code);
        });
    }

    it("asks for no ExternalSecret on local, and takes the context of its file", async () => {
        answer(healthyPms);
        const { code } = await verify("local");
        expect(code).to.equal(0);
        expect(tools.calls("aws")).to.be.empty;
        expect(tools.calls("kubectl").map(({ args }) => args.slice(0, 2).join(" "))).to.satisfy((starts: string[]) =>
            starts.every((start) => start === "--context kind-strata"),
        );
        expect(asked(tools).join("\n")).to.not.include("externalsecrets");
    });

    describe("the public health check", () => {
        const token = "canary-token-4711";
        const host = "api.pms-platform.com";
        const sound = selfSigned(host);
        let server: Server | undefined;
        let seen: { authorization: string | undefined; url: string | undefined; host: string | undefined }[] = [];
        const serve = async (status: number, certificate: Certificate): Promise<string> => {
            seen = [];
            const started = createServer({ ...certificate }, ({ headers, url }, response) => {
                seen.push({ authorization: headers.authorization, url, host: headers.host });
                response.writeHead(status).end(`you sent ${headers.authorization ?? ""}`);
            });
            server = started;
            await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
            return `127.0.0.1:${(started.address() as AddressInfo).port}`;
        };
        beforeEach(() => {
            answer(replacing(...objects.map((name) => deployment(name, {}, 3))));
            project.write("ca.pem", sound.cert);
        });
        afterEach(() => {
            server?.close();
        });
        const prod = (address: string, env: Readonly<Record<string, string>>, ...args: readonly string[]) =>
            project.strata(
                ["verify", "prod", "--system", "pms", "--connect-to", address, "--ca", "ca.pem", ...args],
                tools.env(env),
                args.includes("--token-stdin") ? `${token}\n` : "",
            );
        const line = /^(pass|fail|warn) {2}GET https:\/\/api\.pms-platform\.com\/api\/health {2}(.*)$/m;

        it("PMS-84 passes on 2xx with the token as bearer, which no output holds: exit 0", async () => {
            const address = await serve(204, sound);
            for (const [env, args] of [
                [{ STRATA_TOKEN: token }, []],
                [{ OTHER: token }, ["--token-env", "OTHER"]],
                [{}, ["--token-stdin"]],
            ] as const) {
                const { code, stdout, stderr } = await prod(address, env, ...args);
                expect(stdout).to.match(line);
                expect(line.exec(stdout)?.slice(1)).to.satisfy(
                    ([verdict, said]: string[]) => verdict === "pass" && /^status 204 in \d+ ms$/.test(said ?? ""),
                );
                expect(seen.pop()).to.deep.equal({ authorization: `Bearer ${token}`, url: "/api/health", host });
                expect(stdout + stderr).to.not.include(token);
                expect(code).to.equal(0);
            }
            for (const { args, env } of tools.calls()) {
                expect([...args, ...Object.values(env)].join("\n"), "nobody else gets it").to.not.include(token);
            }
        });

        for (const status of [401, 503, 302]) {
            it(`PMS-84 fails on ${status}: exit 1`, async () => {
                const { code, stdout, stderr } = await prod(await serve(status, sound), { STRATA_TOKEN: token });
                expect(line.exec(stdout)?.slice(1).join(" ")).to.match(new RegExp(`^fail status ${status} in `));
                expect(stdout + stderr).to.not.include(token);
                expect(code).to.equal(1);
            });
        }

        for (const [what, certificate, said] of [
            ["nobody's", selfSigned(host), "self-signed certificate"],
            ["another host's", selfSigned("api.example.com"), "Hostname/IP does not match certificate's altnames"],
            ["an old", selfSigned(host, -1), "certificate has expired"],
        ] as const) {
            it(`PMS-84 fails on ${what} certificate, and sends no token: exit 1`, async () => {
                const address = await serve(200, certificate);
                if (what !== "nobody's") project.write("ca.pem", certificate.cert);
                const { code, stdout, stderr } = await prod(address, {
                    STRATA_TOKEN: token,
                    NODE_TLS_REJECT_UNAUTHORIZED: "0",
                });
                const [, verdict, detail] = line.exec(stdout) ?? [];
                expect(verdict).to.equal("fail");
                expect(detail).to.include(said);
                expect(seen).to.be.empty;
                expect(stdout + stderr).to.not.include(token);
                expect(code).to.equal(1);
            });
        }

        it("fails where nobody listens, and warns where there is no token to ask with", async () => {
            const address = await serve(200, sound);
            server?.close();
            const refused = await prod(address, { STRATA_TOKEN: token });
            expect(line.exec(refused.stdout)?.slice(1).join(" ")).to.include("fail connect ECONNREFUSED");
            expect(refused.code).to.equal(1);
            const none = await prod(address, {});
            expect(line.exec(none.stdout)?.slice(1).join(" ")).to.include("warn not asked");
            expect(none.code).to.equal(0);
        });

        for (const [args, env, problem] of [
            [["--token-env", token], {}, "--token-env: allowed: the name of a variable, not the token."],
            [["--token-env", "NONE"], {}, "--token-env: holds no token."],
            [
                [],
                { STRATA_TOKEN: "canary-token-4711\nX: y" },
                "STRATA_TOKEN: holds characters that no bearer token has. They are not shown here.",
            ],
            [["--connect-to", "a b"], {}, '--connect-to: found "a b", allowed: host or host:port.'],
            [["--ca", "package.json"], {}, "--ca: package.json holds no certificate in PEM."],
            [["--ca", "none.pem"], {}, "--ca: there is no file none.pem that can be read."],
        ] as const) {
            it(`refuses ${args[0] ?? "a variable"} that is no such thing: exit 2, and nothing was asked`, async () => {
                const { code, stdout, stderr } = await project.strata(["verify", "prod", ...args], tools.env(env));
                expect(stderr).to.equal(`command line: 1 problem\n  ${problem}\n`);
                expect(stdout + stderr).to.not.include(token);
                expect(tools.calls()).to.be.empty;
                expect(code).to.equal(2);
            });
        }
    });
});
