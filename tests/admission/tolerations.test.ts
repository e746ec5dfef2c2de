/** Who may put up with which taint on a cluster with groups of nodes that are kept for some. */
import { expect } from "chai";
import { runVariant } from "../support/stacks.ts";
import { write } from "../support/values.ts";
import { ApiServer, type Answer } from "./api-server.ts";
import { create, untilInForce } from "./installed.ts";
import { pod } from "./pods.ts";

const api = "/apis/admissionregistration.k8s.io/v1";
const group = { instanceTypes: ["m5.xlarge"], minSize: 0, maxSize: 2 };
const key = "strata.dev/role";

describe("tolerations in the API server", () => {
    let server: ApiServer;

    before(async () => {
        server = await ApiServer.start();
        for (const name of ["pms", "shop", "monitoring", "kube-system"])
            await create(server, "/api/v1/namespaces", { metadata: { name } });
        const stack = await runVariant("prod", {
            edit: (config) => {
                const site = "strata:sites[0]";
                write(config, `${site}.cluster.nodeGroups.memory`, group);
                write(config, `${site}.cluster.nodeGroups.compute`, group);
                write(config, `${site}.addOns.tainters`, { allow: { pms: [`${key}=memory`] } });
            },
        });
        for (const [kind, plural] of [
            ["ValidatingAdmissionPolicy", "validatingadmissionpolicies"],
            ["ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings"],
        ] as const)
            await create(server, `${api}/${plural}`, stack.object(kind, "strata-tolerations").inputs);
        await untilInForce(server);
    });
    after(() => server.stop());

    const tolerating = (namespace: string, ...tolerations: readonly object[]): Promise<Answer> =>
        server.send("POST", `/api/v1/namespaces/${namespace}/pods?dryRun=All`, pod("web", { spec: { tolerations } }));

    const refused = ({ status, body }: Answer, why: string): void => {
        expect(status, body.message).to.equal(403);
        expect(body.message).to.include(why);
    };
    const letIn = ({ status, body, warnings }: Answer): void => {
        expect(status, body.message).to.equal(201);
        expect(warnings).to.deep.equal([]);
    };

    it("let in a pod without any, and one that waits for a node to come back", async () => {
        letIn(await tolerating("shop"));
        letIn(
            await tolerating("shop", { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute" }),
        );
    });

    it("refuse what puts up with everything, except to add-ons and to what runs the nodes", async () => {
        const everything = { operator: "Exists" };
        refused(await tolerating("pms", everything), "puts up with every taint");
        letIn(await tolerating("monitoring", everything));
        letIn(await tolerating("kube-system", everything));
    });

    it("keep the nodes of add-ons for them", async () => {
        const addOns = { key: "CriticalAddonsOnly", operator: "Exists" };
        refused(await tolerating("pms", addOns), "are kept for add-ons");
        letIn(await tolerating("monitoring", addOns));
    });

    it("keep the nodes of a group for the namespaces that may", async () => {
        letIn(await tolerating("pms", { key, value: "memory" }));
        refused(await tolerating("shop", { key, value: "memory" }), `${key}=memory`);
        refused(await tolerating("pms", { key, operator: "Equal", value: "compute" }), `${key}=compute`);
        refused(await tolerating("pms", { key, operator: "Exists" }), `${key}=compute`);
        letIn(await tolerating("shop", { key, value: "general" }));
    });

    it("judge the templates of workloads too", async () => {
        const labels = { app: "web" };
        const { spec } = pod("web", { spec: { tolerations: [{ operator: "Exists" }] } });
        const answer = await server.send("POST", "/apis/apps/v1/namespaces/shop/deployments?dryRun=All", {
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { name: "web" },
            spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
        });
        refused(answer, "puts up with every taint");
    });
});
