/** Who may reach what in the cloud of PMS: security groups and roles. */
import { expect } from "chai";
import { cloudStacks, record } from "../../support/stacks.ts";
import { read, readList } from "../../support/values.ts";

const siteOf = (stack: string): string => (stack === "dr" ? "dr" : "us");
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

describe("PMS: rights in the cloud", () => {
    it("PMS-17 load balancer, nodes, Aurora and Redis have a group each; data is open to nodes, the balancer to the web", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const site = siteOf(stack);
            const ids = {
                balancer: `${site}-pms-alb`,
                nodes: `${site}-nodes`,
                aurora: `${site}-pms-database-main`,
                redis: `${site}-pms-cache-main`,
            };
            for (const name of Object.values(ids)) {
                const group = recorded.one("aws:ec2/securityGroup:SecurityGroup", name);
                expect(group.inputs, name).to.not.have.property("ingress");
            }
            const rules = recorded.ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
            const into = (name: string): readonly (readonly unknown[])[] =>
                rules
                    .filter(({ inputs }) => inputs["securityGroupId"] === `simulated-securitygroup-${name}`)
                    .map(({ inputs }) => [
                        inputs["ipProtocol"],
                        inputs["fromPort"],
                        inputs["toPort"],
                        inputs["referencedSecurityGroupId"] ?? inputs["cidrIpv4"] ?? inputs["cidrIpv6"],
                    ]);
            const nodes = `simulated-securitygroup-${ids.nodes}`;
            expect(into(ids.aurora), stack).to.deep.equal([["tcp", 5432, 5432, nodes]]);
            expect(into(ids.redis), stack).to.deep.equal([["tcp", 6379, 6379, nodes]]);
            expect(into(ids.balancer).map(([, from, to]) => [from, to])).to.have.deep.members([
                [443, 443],
                [80, 80],
            ]);
            const older = recorded.ofType("aws:ec2/securityGroupRule:SecurityGroupRule");
            const ours = Object.values(ids).map((name) => `simulated-securitygroup-${name}`);
            expect(
                older.filter(({ inputs }) => ours.includes(String(inputs["securityGroupId"]))),
                stack,
            ).to.be.empty;
        }
    });

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
