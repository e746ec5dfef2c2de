/** `strata diagnose network`: endpoints, and a probe pod that is always put away. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { ScratchProject, type Outcome } from "../support/project.ts";
import { root } from "../support/stacks.ts";
import { read } from "../support/values.ts";
import { asked, condition, containerStatus, endpoints, list, liveTools, pod, service } from "./live-cluster.ts";
import type { StubTools } from "./stub-tools.ts";

const host = "pms-analytics.pms.svc.cluster.local";
const found = `Server:\t\t172.20.0.10\nAddress:\t172.20.0.10:53\n\nName:\t${host}\nAddress: 172.20.14.7\n\n`;

describe("strata diagnose network", function () {
    this.timeout(60_000);
    let project: ScratchProject;
    let tools: StubTools;
    before(() => {
        project = new ScratchProject();
    });
    beforeEach(() => {
        const services = list(service("pms-analytics"), endpoints("pms-analytics", true));
        tools = liveTools()
            .on("kubectl", / create /)
            .on("kubectl", / delete /);
        tools.on("kubectl", / get services,/, services);
    });
    afterEach(() => {
        tools.remove();
    });
    after(() => {
        project.remove();
    });

    const args = ["diagnose", "dev", "network", "--system", "pms"];
    const network = (): Promise<Outcome> => project.strata(args, tools.env());
    const ended = (phase: string): void => {
        tools.on("kubectl", / get pod strata-probe-/, { stdout: JSON.stringify(pod("probe", { phase })) });
    };
    const removals = (): readonly string[] => asked(tools).filter((line) => line.startsWith("delete "));
    const created = (): unknown => JSON.parse(tools.calls("kubectl").find(({ input }) => input !== "")?.input ?? "");

    it("PMS-91 looks a Service's name up from a pod that passes restricted and is removed: exit 0", async () => {
        ended("Succeeded");
        tools.on("kubectl", / logs /, { stdout: found });
        const { code, stdout, stderr } = await network();
        expect(stderr).to.equal("");
        expect(stdout).to.equal(
            `pass  service pms-analytics  1 ready endpoint\npass  DNS look-up of ${host} from a pod in pms  172.20.14.7\n\nAll is well.\n`,
        );
        const manifest = created();
        const name = String(read(manifest, "metadata.name"));
        expect(read(manifest, "spec.securityContext")).to.include({ runAsNonRoot: true, runAsUser: 10001 });
        expect(read(manifest, "spec.securityContext.seccompProfile.type")).to.equal("RuntimeDefault");
        const container = read(manifest, "spec.containers[0]");
        expect(read(container, "securityContext")).to.deep.equal({
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
        });
        expect(read(container, "resources.limits")).to.have.keys("cpu", "memory", "ephemeral-storage");
        expect(read(container, "image")).to.match(/^docker\.io\/library\/busybox:\d+\.\d+\.\d+$/);
        expect(read(container, "command")).to.deep.equal(["nslookup", "-type=a", host]);
        expect(read(manifest, "spec.restartPolicy")).to.equal("Never");
        expect(read(manifest, "spec.activeDeadlineSeconds"), "it ends itself").to.equal(120);
        expect(asked(tools)).to.deep.equal([
            "get services,endpointslices.discovery.k8s.io --namespace pms --output json",
            "create --filename - --namespace pms",
            `get pod ${name} --namespace pms --output json`,
            `logs ${name} --namespace pms`,
            `delete pod ${name} --namespace pms --ignore-not-found --now --wait=false`,
        ]);
        expect(code).to.equal(0);
    });

    it("PMS-91 flags a Service without a ready endpoint, and a name that is not found: exit 1", async () => {
        tools.remove();
        tools = liveTools()
            .on("kubectl", / create /)
            .on("kubectl", / delete /);
        tools.on(
            "kubectl",
            / get services,/,
            list(
                service("pms-analytics"),
                endpoints("pms-analytics", true, true, false),
                endpoints("pms-analytics", true),
                service("pms-auth"),
                endpoints("pms-auth", false),
                service("pms-rttm"),
                service("pms-database", { type: "ExternalName", externalName: "db.example.com" }),
            ),
        );
        ended("Failed");
        tools.on("kubectl", / logs /, { stdout: `** server can't find ${host}: NXDOMAIN\n` });
        const { code, stdout } = await network();
        expect(stdout.split("\n").slice(0, 5)).to.deep.equal([
            "pass  service pms-analytics  3 ready endpoints",
            "fail  service pms-auth  0 ready endpoints",
            "fail  service pms-rttm  0 ready endpoints",
            "pass  service pms-database  a name for db.example.com: it has no endpoints",
            `fail  DNS look-up of ${host} from a pod in pms  ** server can't find ${host}: NXDOMAIN`,
        ]);
        expect(removals()).to.have.length(1);
        expect(code).to.equal(1);
    });

    it("PMS-91 removes the pod where its logs cannot be read: exit 3", async () => {
        ended("Succeeded");
        tools.on("kubectl", / logs /, { stderr: "Error from server: no route to node\n", code: 1 });
        const { code, stderr } = await network();
        expect(stderr).to.include("Error from server: no route to node");
        expect(removals()).to.have.length(1);
        expect(code).to.equal(3);
    });

    it("says which pod is left where it cannot be removed", async () => {
        tools.remove();
        tools = liveTools()
            .on("kubectl", / create /)
            .on("kubectl", / logs /, { stdout: found });
        tools.on("kubectl", / get services,/, list(service("pms-analytics"), endpoints("pms-analytics", true)));
        tools.on("kubectl", / delete /, { stderr: "Forbidden\n", code: 1 });
        ended("Succeeded");
        const { stderr } = await network();
        expect(stderr).to.match(/^The pod strata-probe-[0-9a-f]{8} could not be removed: Forbidden\n$/);
    });

    for (const signal of ["SIGINT", "SIGTERM"] as const) {
        it(`PMS-91 removes the pod on ${signal}: exit 130`, async () => {
            const waiting = containerStatus("probe", { state: { waiting: { reason: "ImagePullBackOff" } } });
            const pending = pod("probe", {
                phase: "Pending",
                conditions: [condition("PodScheduled", "True")],
                containerStatuses: [waiting],
            });
            tools.on("kubectl", / get pod strata-probe-/, { stdout: JSON.stringify(pending) });
            const child = spawn(fileURLToPath(new URL("node_modules/.bin/node", root)), ["cli/entry.js", ...args], {
                cwd: root,
                env: tools.env(),
                stdio: ["ignore", "ignore", "pipe"],
            });
            let stderr = "";
            child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
            // Once: what a second one does is not the question.
            const watch = setInterval(() => {
                if (!asked(tools).some((line) => line.startsWith("get pod strata-probe-"))) return;
                clearInterval(watch);
                child.kill(signal);
            }, 50);
            const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
            expect(stderr).to.equal("Interrupted.\n");
            expect(removals()).to.have.length(1);
            expect(code).to.equal(130);
        });
    }
});
