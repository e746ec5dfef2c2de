/** People: who may do what in the cluster and in the namespace. */
import { expect } from "chai";
import { cloudStacks, record, runVariant, stacks } from "../../support/stacks.ts";
import { read, readList, readMap, write } from "../../support/values.ts";

describe("PMS: operators", () => {
    it("PMS-69 access comes from entries of the cluster and a Role in pms, never from aws-auth or cluster-admin", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const { inputs } = recorded.one("eks:index:Cluster");
            expect(inputs["authenticationMode"], stack).to.equal("API");
            const entries = Object.values(readMap(inputs, "accessEntries"));
            expect(entries, stack).to.not.be.empty;
            const groups = entries.flatMap((entry) => readList(entry, "kubernetesGroups"));
            expect(
                recorded.objects("ConfigMap", "kube-system").map((each) => read(each.inputs, "metadata.name")),
            ).to.not.include("aws-auth");
            const role = recorded.object("Role", "pms/operators");
            const binding = recorded.object("RoleBinding", "pms/operators");
            expect(read(binding.inputs, "roleRef"), stack).to.deep.equal({
                apiGroup: "rbac.authorization.k8s.io",
                kind: "Role",
                name: "operators",
            });
            expect(recorded.comesBefore(role, binding), stack).to.be.true;
            const subjects = readList(binding.inputs, "subjects");
            expect(subjects, stack).to.deep.equal([
                { apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "pms-operators" },
            ]);
            expect(groups, stack).to.include("pms-operators");
            for (const each of recorded.objects("ClusterRoleBinding")) {
                expect(read(each.inputs, "roleRef.name"), stack).to.not.equal("cluster-admin");
            }
        }
    });

    it("look at what runs and into its pods, change nothing and read no Secret", async () => {
        for (const stack of stacks) {
            const { inputs } = (await record(stack)).object("Role", "pms/operators");
            for (const rule of readList(inputs, "rules")) {
                const resources = readList(rule, "resources");
                const verbs = readList(rule, "verbs");
                expect([...resources, ...verbs, ...readList(rule, "apiGroups")], stack).to.not.include("*");
                expect(resources, stack).to.not.include("secrets");
                const writing = verbs.filter((verb) => !["get", "list", "watch"].includes(String(verb)));
                if (writing.length > 0) {
                    for (const each of resources)
                        expect(each).to.match(/^pods\/(exec|portforward|ephemeralcontainers)$/);
                }
            }
        }
    });

    it("are the groups that the stack names, where it names some", async () => {
        const recorded = await runVariant("local", {
            edit: (config) => {
                write(config, "strata:systems.pms.operators", ["team-pms", "on-call"]);
            },
        });
        const { inputs } = recorded.object("RoleBinding", "pms/operators");
        expect(readList(inputs, "subjects").map((subject) => read(subject, "name"))).to.deep.equal([
            "team-pms",
            "on-call",
        ]);
    });
});
