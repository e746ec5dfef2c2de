/** `strata rollback` of a system that Argo CD delivers, with stand-ins for aws and kubectl. */
import { expect } from "chai";
import { ScratchProject, type Outcome } from "../support/project.ts";
import { healthyPms, list, node, versionAsked } from "./live-cluster.ts";
import { StubTools } from "./stub-tools.ts";

const history = [
    { id: 3, revision: "aaa111", deployedAt: "2026-11-01T10:00:00Z" },
    { id: 4, revision: "bbb222", deployedAt: "2026-11-02T10:00:00Z" },
];
const application = (revision: string, phase: string): string =>
    JSON.stringify({
        status: {
            history,
            operationState: { phase, message: "hook failed", syncResult: { revision } },
            sync: { status: "Synced", revision },
            health: { status: "Healthy" },
        },
    });

describe("strata rollback, where Argo CD delivers", function () {
    this.timeout(60_000);
    const project = new ScratchProject();
    let tools: StubTools;
    before(() => {
        project.writeStack("dev", "dev", {
            "strata:delivery": { repository: "https://github.com/example/rendered.git", branch: "rendered" },
            "strata:systems.pms.delivery": "argocd",
        });
    });
    beforeEach(() => {
        tools = new StubTools()
            .on("aws", /^eks update-kubeconfig /)
            .on("kubectl", versionAsked, { stdout: JSON.stringify({ gitVersion: "v1.35.2" }) })
            .on("kubectl", / get nodes /, list(node("node-a")))
            .on("kubectl", / get pods,services,/, list(...healthyPms))
            .on("kubectl", / get externalsecrets/, list())
            .on("kubectl", / patch /);
    });
    afterEach(() => {
        tools.remove();
    });
    after(() => {
        project.remove();
    });
    const rollback = (...args: readonly string[]): Promise<Outcome> =>
        project.strata(["rollback", "dev", "--system", "pms", ...args], tools.env());
    const answers = (...states: readonly (readonly [string, string])[]): void => {
        for (const [index, [revision, phase]] of states.entries()) {
            const stdout = application(revision, phase);
            const last = index === states.length - 1;
            tools.on("kubectl", / get application/, { stdout, ...(last ? {} : { times: 1 }) });
        }
    };
    const patches = (): readonly unknown[] =>
        tools
            .calls("kubectl")
            .filter(({ args }) => args.includes("patch"))
            .map(({ args }) => JSON.parse(args.at(-1) ?? "") as unknown);

    it("lists Argo CD's history: exit 0", async () => {
        answers(["bbb222", "Succeeded"]);
        const { code, stdout } = await rollback("--list");
        expect(stdout).to.match(
            /^id +time +revision\n3 +2026-11-01T10:00:00Z +aaa111\n4 +2026-11-02T10:00:00Z +bbb222\n$/,
        );
        expect(code).to.equal(0);
    });

    it("PMS-87 names the history id, switches automated sync off first, waits, and verifies: exit 0", async () => {
        answers(["bbb222", "Succeeded"], ["aaa111", "Running"], ["aaa111", "Succeeded"]);
        const { code, stdout, stderr } = await rollback("--yes");
        expect(stderr).to.equal("");
        expect(stdout).to.include("Rollback of pms-platform on dev to Argo CD's history id 3: revision aaa111");
        expect(patches()).to.deep.equal([
            { spec: { syncPolicy: { automated: null } } },
            { operation: { initiatedBy: { username: "strata" }, sync: { revision: "aaa111", prune: true } } },
        ]);
        expect(stdout).to.include("pass  pms-platform  revision aaa111");
        expect(stdout).to.include("pass  API server  v1.35.2");
        expect(code).to.equal(0);
    });

    it("says what Argo CD says when it does not go back: exit 1", async () => {
        answers(["bbb222", "Succeeded"], ["aaa111", "Failed"]);
        const { code, stderr } = await rollback("--yes");
        expect(stderr).to.equal("Argo CD did not go back to aaa111: hook failed. Automated sync is off.\n");
        expect(code).to.equal(1);
    });

    it("knows no other id, and no tag of one service: exit 2, nothing was changed", async () => {
        answers(["bbb222", "Succeeded"]);
        const id = await rollback("--to", "9", "--yes");
        expect(id.stderr).to.include("--to: found 9, allowed: an id of Argo CD's history: 3, 4.");
        const tag = await rollback("--service", "auth", "--tag", "v1", "--yes");
        expect(tag.stderr).to.include("--service: Argo CD delivers pms");
        expect([id.code, tag.code]).to.deep.equal([2, 2]);
        expect(patches()).to.be.empty;
    });
});
