/** Who may do what in the cloud of PMS. */
import { expect } from "chai";
import { cloudStacks, record } from "../../support/stacks.ts";
import { read, readList } from "../../support/values.ts";

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

describe("PMS: rights in the cloud", () => {
    it("PMS-18 control plane, nodes, External Secrets and the writer of backups have a role each, and none may do everything", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const trusts = recorded.ofType("aws:iam/role:Role").flatMap(({ inputs }) => {
                const policy: unknown =
                    typeof inputs["assumeRolePolicy"] === "string"
                        ? JSON.parse(inputs["assumeRolePolicy"])
                        : inputs["assumeRolePolicy"];
                return readList(policy, "Statement");
            });
            const services = trusts.flatMap((trust) => asList(read(trust, "Principal.Service")));
            expect(services, stack).to.include.members(["eks.amazonaws.com", "ec2.amazonaws.com"]);
            const subjects = trusts.flatMap((trust) => {
                const found = read(trust, "Condition.StringEquals");
                return typeof found === "object" && found !== null
                    ? Object.entries(found).flatMap(([key, value]) => (key.endsWith(":sub") ? [String(value)] : []))
                    : [];
            });
            expect(subjects, stack).to.include.members([
                "system:serviceaccount:external-secrets-system:pms",
                "system:serviceaccount:pms:pms-database-backup",
            ]);
            for (const subject of subjects) expect(subject).to.not.include("*");
            const policies = recorded.ofType("aws:iam/rolePolicy:RolePolicy");
            expect(policies.length, stack).to.be.greaterThan(5);
            for (const { inputs, name } of policies) {
                for (const statement of readList(JSON.parse(String(inputs["policy"])), "Statement")) {
                    const open = asList(read(statement, "Resource")).includes("*");
                    const all = asList(read(statement, "Action")).includes("*");
                    expect(open && all, `${stack} ${name}`).to.be.false;
                }
            }
            for (const { inputs } of recorded.ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment")) {
                expect(String(inputs["policyArn"]), stack).to.not.match(
                    /AdministratorAccess|PowerUserAccess|FullAccess/,
                );
            }
        }
    });
});
