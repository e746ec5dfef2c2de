/** The role of previews before a real API server: it may ask what would change, and change nothing. */
import { expect } from "chai";
import { record } from "../support/stacks.ts";
import { ApiServer, type Answer } from "./api-server.ts";

const previews = { user: "preview", group: "strata-previews" };
const settings = (value: string) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings", namespace: "default" },
    data: { value },
});

describe("previews before the API server", function () {
    this.timeout(120_000);
    let server: ApiServer;
    before(async () => {
        server = await ApiServer.start();
        const { resources } = await record("dev");
        const paths: readonly (readonly [string, string])[] = [
            ["ValidatingAdmissionPolicy", "admissionregistration.k8s.io/v1/validatingadmissionpolicies"],
            ["ValidatingAdmissionPolicyBinding", "admissionregistration.k8s.io/v1/validatingadmissionpolicybindings"],
            ["ClusterRole", "rbac.authorization.k8s.io/v1/clusterroles"],
            ["ClusterRoleBinding", "rbac.authorization.k8s.io/v1/clusterrolebindings"],
        ];
        for (const [kind, path] of paths) {
            const found = resources.find(
                ({ inputs, name }) => inputs["kind"] === kind && name.startsWith("us-dry-run"),
            );
            const { status, body } = await server.send("POST", `/apis/${path}`, found?.inputs);
            expect(status, `${kind}: ${body.message ?? ""}`).to.equal(201);
        }
        await observed();
    });
    after(() => server.stop());

    const maps = "/api/v1/namespaces/default/configmaps";
    const asPreview = (method: string, path: string, body?: unknown): Promise<Answer> =>
        server.send(method, path, body, "application/json", previews);

    /** A binding counts a moment after it was made. */
    async function observed(): Promise<void> {
        for (let tries = 0; tries < 100; tries++) {
            const { status } = await asPreview("POST", maps, settings(`try-${tries}`));
            // 403 is a right that the server has not seen yet.
            if (status === 422) return;
            await server.send("DELETE", `${maps}/settings`);
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error("the policy refuses nothing");
    }

    it("lets a dry run through, which changes nothing", async () => {
        const { status, body } = await asPreview("POST", `${maps}?dryRun=All`, settings("a"));
        expect(status, body.message).to.equal(201);
        expect((await server.send("GET", `${maps}/settings`)).status).to.equal(404);
    });

    it("refuses the real thing, and says what is allowed", async () => {
        const { status, body } = await asPreview("POST", maps, settings("a"));
        expect(status).to.equal(422);
        expect(body.message).to.include("the group strata-previews may only ask what would change: dryRun=All");
        const there = await server.send("POST", maps, settings("a"));
        expect(there.status, "anybody else may").to.equal(201);
        const patch = [`${maps}/settings?fieldManager=preview&force=true`, settings("b")] as const;
        const applied = await server.send("PATCH", ...patch, "application/apply-patch+yaml", previews);
        expect(applied.status).to.equal(422);
        const asked = [`${patch[0]}&dryRun=All`, patch[1]] as const;
        expect((await server.send("PATCH", ...asked, "application/apply-patch+yaml", previews)).status).to.equal(200);
        const { body: kept } = await server.send("GET", `${maps}/settings`);
        expect(kept["data"]).to.deep.equal({ value: "a" });
    });

    it("gives no way to Secrets, to rights, or to take anything away", async () => {
        for (const [method, path] of [
            ["GET", "/api/v1/namespaces/default/secrets"],
            ["DELETE", `${maps}/settings?dryRun=All`],
            ["GET", "/apis/rbac.authorization.k8s.io/v1/clusterroles"],
            [
                "DELETE",
                "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/strata-previews-dry-run-only",
            ],
        ] as const) {
            expect((await asPreview(method, path)).status, `${method} ${path}`).to.equal(403);
        }
    });
});
