/** `strata diagnose`: what it says of a namespace in which something is broken, and what it asks for that. */
import { expect } from "chai";
import { ScratchProject, type Outcome } from "../support/project.ts";
import {
    asked,
    condition,
    containerStatus,
    deliveredByArgocd,
    externalSecret,
    healthyPms,
    list,
    liveTools,
    node,
    pod,
    deployment,
    versionAsked,
} from "./live-cluster.ts";
import { StubTools } from "./stub-tools.ts";

/** A value that a test puts where a secret lies. */
const canary = "canary-value-0815";

describe("strata diagnose", function () {
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
    const lines = ({ stdout }: Outcome): readonly string[] => stdout.split("\n");

    describe("pods", () => {
        it("says that all are ready, and asks no further: exit 0", async () => {
            tools.on("kubectl", / get pods,deployments /, list(...healthyPms, pod("init-1", { phase: "Succeeded" })));
            const outcome = await diagnose("pods");
            expect(outcome.stdout).to.equal("pass  pods  11 in namespace pms, 0 not ready\n\nAll is well.\n");
            expect(asked(tools)).to.deep.equal(["get pods,deployments --namespace pms --output json"]);
            expect(outcome.code).to.equal(0);
        });

        it("PMS-90 shows of a pod that is not ready events, last and previous log lines, and its node: exit 1", async () => {
            const crashing = pod("pms-auth-1", {
                conditions: [condition("Ready", "False")],
                containerStatuses: [
                    containerStatus("auth", {
                        restartCount: 3,
                        state: { running: {} },
                        lastState: { terminated: { exitCode: 1, reason: "Error" } },
                    }),
                ],
            });
            const event = (reason: string, message: string, lastTimestamp: string, count: number) => ({
                kind: "Event",
                metadata: {},
                type: "Warning",
                reason,
                message,
                lastTimestamp,
                count,
            });
            tools
                .on("kubectl", / get pods,deployments /, list(pod("pms-rttm-1"), crashing))
                .on(
                    "kubectl",
                    / get events /,
                    list(
                        event("BackOff", "restarting", "2026-01-02T00:00:00Z", 7),
                        event("Unhealthy", "status 503", "2026-01-01T00:00:00Z", 1),
                    ),
                )
                .on("kubectl", / logs .*--previous/, { stdout: "the port is taken\n" })
                .on("kubectl", / logs /, { stdout: "first line\nlast line\n" })
                .on("kubectl", / get node node-a /, {
                    stdout: JSON.stringify(node("node-a", condition("Ready", "True", "KubeletReady"))),
                });
            const outcome = await diagnose("pods");
            expect(outcome.stdout).to.equal(`pass  pods  2 in namespace pms, 1 not ready

fail  pod pms-auth-1  Running, 0 of 1 containers ready, 3 restarts
  cause: container auth runs and its readiness probe fails
  cause: container auth ended with exit code 1: Error
  events
    2026-01-01T00:00:00Z  Warning  Unhealthy: status 503
    2026-01-02T00:00:00Z  Warning  BackOff: restarting  (7 times)
  last log lines of auth
    first line
    last line
  log lines of auth before its restart
    the port is taken
  node node-a
    MemoryPressure=False (KubeletHasSufficientMemory)
    Ready=True (KubeletReady)

1 check failed.
`);
            expect(asked(tools).slice(1)).to.deep.equal([
                "get events --namespace pms --field-selector involvedObject.kind=Pod,involvedObject.name=pms-auth-1 --output json",
                "logs pms-auth-1 --namespace pms --container auth --tail 30",
                "logs pms-auth-1 --namespace pms --container auth --tail 30 --previous",
                "get node node-a --output json",
            ]);
            expect(outcome.code).to.equal(1);
        });

        const waits = (reason: string, message: string) => ({
            phase: "Pending",
            conditions: [condition("PodScheduled", "True")],
            containerStatuses: [containerStatus("auth", { state: { waiting: { reason, message } } })],
        });
        const creating = waits("ContainerCreating", "");
        it("PMS-90 names the cause of each Pending pod: exit 1", async () => {
            const unscheduled = [condition("PodScheduled", "False", "Unschedulable", "0/2 nodes: Insufficient cpu.")];
            const homeless = pod("pms-auth-1", { phase: "Pending", conditions: unscheduled, containerStatuses: [] });
            tools
                .on(
                    "kubectl",
                    / get pods,deployments /,
                    list(
                        { ...homeless, spec: { containers: [{ name: "auth" }] } },
                        pod("pms-auth-2", waits("ImagePullBackOff", "not found")),
                        pod("pms-auth-3", waits("CreateContainerConfigError", 'secret "pms-auth" not found')),
                        pod("pms-auth-4", creating),
                        pod("pms-auth-5", creating),
                        deployment("pms-rttm", {
                            conditions: [condition("ReplicaFailure", "True", "FailedCreate", "exceeded quota: strata")],
                        }),
                    ),
                )
                .on(
                    "kubectl",
                    / get events .*name=pms-auth-4 /,
                    list({ kind: "Event", metadata: {}, type: "Warning", reason: "FailedMount", message: "no volume" }),
                )
                .on("kubectl", / get events /, list())
                .on("kubectl", / get node /, { stdout: JSON.stringify(node("node-a")) });
            const outcome = await diagnose("pods");
            expect(lines(outcome).filter((line) => line.startsWith("  cause: "))).to.deep.equal([
                "  cause: Unschedulable: 0/2 nodes: Insufficient cpu.",
                "  cause: container auth waits: ImagePullBackOff: not found",
                '  cause: container auth waits: CreateContainerConfigError: secret "pms-auth" not found',
                "  cause: FailedMount: no volume",
                "  cause: none is told yet: ask again in a minute",
            ]);
            expect(outcome.stdout).to.include("\nfail  deployment pms-rttm  FailedCreate: exceeded quota: strata\n");
            expect(outcome.stdout).to.include("\n    none yet: it is not scheduled\n");
            expect(asked(tools).join("\n"), "what never ran wrote nothing").to.not.include("logs");
            expect(outcome.code).to.equal(1);
        });
    });

    describe("secrets", () => {
        const template =
            / get secret \S+ --namespace pms --output go-template=\{\{range \$key, \$value := \.data\}\}\{\{\$key\}\} \{\{len \(base64decode \$value\)\}\}\{\{"\\n"\}\}\{\{end\}\}$/;
        const synced = externalSecret("pms-auth", condition("Ready", "True", "SecretSynced", "secret synced"));

        it("PMS-92 prints state and reason of each ExternalSecret, keys and lengths, and no value: exit 0", async () => {
            const encoded = Buffer.from(canary).toString("base64");
            tools
                .on("kubectl", / get externalsecrets/, list(synced))
                .on("kubectl", template, { stdout: "host 31\npassword 32\n" })
                // Whoever asks otherwise gets the values.
                .on("kubectl", / get secret /, { stdout: JSON.stringify({ data: { password: encoded } }) });
            const { code, stdout, stderr } = await diagnose("secrets");
            const keys = "  key       bytes\n  host      31\n  password  32\n";
            expect(stdout).to.equal(
                `pass  external secret pms-auth  SecretSynced: secret synced\n${[
                    "pms-database",
                    "pms-redis",
                    "pms-auth",
                ]
                    .map((name) => `pass  secret ${name}  2 keys\n${keys}`)
                    .join("")}\nAll is well.\n`,
            );
            expect(stdout + stderr)
                .to.not.include(canary)
                .and.not.include(encoded);
            expect(code).to.equal(0);
        });

        it("PMS-92 names an ExternalSecret without access, a Secret that is not there and an empty value: exit 1", async () => {
            const denied = condition("Ready", "False", "SecretSyncedError", "AccessDenied on pms/dev/auth");
            tools
                .on(
                    "kubectl",
                    / get externalsecrets/,
                    list(externalSecret("pms-auth", denied), { kind: "ExternalSecret", metadata: { name: "new" } }),
                )
                .on("kubectl", / get secret pms-database .*go-template/, { stdout: "host 31\npassword 0\n" })
                .on("kubectl", / get secret pms-redis .*go-template/, { stdout: "" })
                .on("kubectl", / get secret pms-auth .*go-template/, {
                    stderr: 'Error from server (NotFound): secrets "pms-auth" not found\n',
                    code: 1,
                });
            const outcome = await diagnose("secrets");
            expect(lines(outcome).filter((line) => line.startsWith("fail"))).to.deep.equal([
                "fail  external secret pms-auth  SecretSyncedError: AccessDenied on pms/dev/auth",
                "fail  external secret new  not looked at yet by the operator",
                "fail  secret pms-database  empty: password",
                "fail  secret pms-redis  has no key",
                'fail  secret pms-auth  Error from server (NotFound): secrets "pms-auth" not found',
            ]);
            expect(outcome.code).to.equal(1);
        });
    });

    describe("resources", () => {
        const metrics = (name: string, cpu: string, memory: string) => ({
            metadata: { name },
            containers: [{ name: name.replace(/^pms-|-\d+$/g, ""), usage: { cpu, memory } }],
        });
        const killed = containerStatus("analytics", {
            restartCount: 2,
            lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } },
        });

        it("PMS-85 PMS-93 prints CPU and memory of each pod from the metrics API beside its limits: exit 0", async () => {
            tools
                .on("kubectl", / get --raw \/apis/, {
                    stdout: JSON.stringify({
                        items: [
                            metrics("pms-analytics-1", "123456789n", "131072Ki"),
                            metrics("pms-auth-1", "450m", "20Mi"),
                        ],
                    }),
                })
                .on(
                    "kubectl",
                    / get pods /,
                    list(pod("pms-analytics-1", { containerStatuses: [killed] }), pod("pms-auth-1")),
                );
            const { code, stdout } = await diagnose("resources");
            expect(stdout).to.equal(`pod              CPU   limit  %     memory  limit  %     restarts  last end
pms-analytics-1  123m  500m   24 %  128Mi   256Mi  50 %  2         OOMKilled
pms-auth-1       450m  500m   90 %  20Mi    256Mi  7 %   0
pass  metrics  2 of 2 pods

All is well.
`);
            expect(asked(tools)).to.deep.equal([
                "get --raw /apis/metrics.k8s.io/v1beta1/namespaces/pms/pods",
                "get pods --namespace pms --output json",
            ]);
            expect(code).to.equal(0);
        });

        it("PMS-85 has Argo CD compare pms-platform with Git anew with delivery argocd: exit 0", async () => {
            project.writeStack("delivered", "dev", deliveredByArgocd);
            tools
                .on("kubectl", / annotate /)
                .on("kubectl", / get --raw \/apis/, {
                    stdout: JSON.stringify({ items: [metrics("pms-auth-1", "1m", "1Mi")] }),
                })
                .on("kubectl", / get pods /, list(pod("pms-auth-1")));
            const { code, stdout } = await diagnose("resources", "delivered");
            expect(asked(tools)[0]).to.equal(
                "annotate applications.argoproj.io pms-platform --namespace argocd argocd.argoproj.io/refresh=hard --overwrite",
            );
            expect(stdout).to.include("pass  hard refresh of application pms-platform  asked for\n");
            expect(code).to.equal(0);
        });

        it("names the container that is about to be killed or slowed down: exit 1", async () => {
            tools
                .on("kubectl", / get --raw \/apis/, {
                    stdout: JSON.stringify({ items: [metrics("pms-auth-1", "451m", "250Mi")] }),
                })
                .on("kubectl", / get pods /, list(pod("pms-auth-1")));
            const outcome = await diagnose("resources");
            expect(lines(outcome).filter((line) => line.startsWith("fail"))).to.deep.equal([
                "fail  pod pms-auth-1, container auth  uses 90 % of its cpu limit; raise size or tier in the stack's file",
                "fail  pod pms-auth-1, container auth  uses 97 % of its memory limit; raise size or tier in the stack's file",
            ]);
            expect(outcome.code).to.equal(1);
        });

        it("says that the metrics API does not answer, and who serves it: exit 1", async () => {
            tools.on("kubectl", / get --raw \/apis/, { stderr: "Error from server (NotFound): not found\n", code: 1 });
            const outcome = await diagnose("resources");
            expect(outcome.stdout).to.include(
                "fail  metrics API  Error from server (NotFound): not found (the add-on metrics-server serves it)\n",
            );
            expect(outcome.code).to.equal(1);
        });
    });

    describe("bad input", () => {
        const strata = (...args: readonly string[]): Promise<Outcome> =>
            project.strata(["diagnose", ...args], tools.env());

        it("is a stack, a system or a topic of another name: exit 2, and nothing was asked", async () => {
            const stack = await strata("prdo", "pods");
            expect(stack.stderr).to.include('there is no stack "prdo"').and.include('Did you mean "prod"?');
            const system = await strata("dev", "pods", "--system", "pmss");
            expect(system.stderr).to.include('stack dev has no system "pmss", allowed: pms. Did you mean "pms"?');
            const topic = await strata("dev", "podz");
            expect(topic.stderr).to.include(
                "Allowed choices are pods, network, database, secrets, resources, latency.",
            );
            expect([stack.code, system.code, topic.code]).to.deep.equal([2, 2, 2]);
            expect(tools.calls()).to.be.empty;
        });

        it("is a PATH without kubectl: exit 2", async () => {
            const { code, stdout, stderr } = await project.strata(["diagnose", "local", "pods"], { PATH: "/nowhere" });
            expect(stderr).to.equal(
                "PATH: 1 problem\n  kubectl: is not there. Install it; `strata doctor` lists all that is needed.\n",
            );
            expect(stdout).to.equal("");
            expect(code).to.equal(2);
        });

        it("is no fault of the user where the cluster does not answer: exit 3, and how one gets there", async () => {
            tools.remove();
            tools = new StubTools().on("aws", /^eks update-kubeconfig /).on("kubectl", versionAsked, {
                stderr: "E1121 noise\nUnable to connect to the server: dial tcp: i/o timeout\n",
                code: 1,
            });
            const { code, stdout, stderr } = await strata("dev", "pods");
            expect(stderr).to.equal(
                [
                    "Site us of stack dev: its cluster pms-dev does not answer.",
                    "Unable to connect to the server: dial tcp: i/o timeout",
                    'Its way in is: aws eks update-kubeconfig --region us-east-1 --name pms-dev. "strata doctor dev" checks programs and identity.',
                    "",
                ].join("\n"),
            );
            expect(stdout).to.equal("");
            expect(code).to.equal(3);
        });
    });
});
