/** What the cloud lets in and what it lets do: over all resources of all stacks, whoever makes them. */
import { expect } from "chai";
import type { RecordedResource } from "../../preview/recording.ts";
import { cloudStacks, record } from "../support/stacks.ts";
import { statements } from "../support/statements.ts";
import { read, readList, texts } from "../support/values.ts";

/** Sources of what comes in: of a rule by itself, or of rules written into a group. */
const sources = ({ inputs }: RecordedResource): readonly unknown[] =>
    ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"].flatMap((key) => inputs[key] ?? []);

const ruleTypes = {
    in: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    out: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
} as const;

describe("doors of the cloud", () => {
    it("every rule of a security group says what it is for and names one other side and one port", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const rules = Object.values(ruleTypes).flatMap((type) => recorded.ofType(type));
            expect(rules.length, stack).to.be.at.least(4);
            for (const rule of rules) {
                expect(sources(rule), rule.urn).to.have.lengthOf(1);
                expect(rule.inputs["description"], rule.urn).to.be.a("string").that.is.not.empty;
                expect(rule.inputs["ipProtocol"], rule.urn).to.equal("tcp");
                expect(rule.inputs["fromPort"], rule.urn).to.be.a("number").that.equals(rule.inputs["toPort"]);
            }
        }
    });

    it("a rule that stands inside a group names ranges and ports too; the group that everything gets is empty", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            for (const { urn, inputs } of recorded.ofType("aws:ec2/securityGroup:SecurityGroup")) {
                for (const rule of [...readList(inputs, "ingress"), ...readList(inputs, "egress")]) {
                    expect(read(rule, "description"), urn).to.be.a("string").that.is.not.empty;
                    expect(read(rule, "protocol"), urn).to.equal("tcp");
                    expect(read(rule, "fromPort"), urn).to.be.a("number").that.is.greaterThan(0);
                    expect([...readList(rule, "cidrBlocks"), ...readList(rule, "securityGroups")], urn).to.not.be.empty;
                }
            }
            for (const { urn, inputs } of recorded.ofType("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")) {
                expect(readList(inputs, "ingress"), urn).to.be.empty;
                expect(readList(inputs, "egress"), urn).to.be.empty;
            }
            expect(recorded.ofType("aws:ec2/securityGroupRule:SecurityGroupRule"), stack).to.be.empty;
        }
    });

    it("the world comes in on 443 and 80 of load balancers, and nowhere else", async () => {
        for (const stack of cloudStacks) {
            const open = (await record(stack))
                .ofType("aws:*")
                .filter(({ type }) => !type.endsWith(":Route"))
                .filter(({ inputs }) => texts(inputs).some(({ text }) => text === "0.0.0.0/0" || text === "::/0"));
            expect(open.map(({ type }) => type)).to.deep.equal(open.map(() => ruleTypes.in));
            const doors = open.map(({ inputs }) => [
                /-(pms-alb|traefik)$/.exec(String(inputs["securityGroupId"]))?.[1],
                inputs["fromPort"],
                inputs["toPort"],
            ]);
            expect(doors).to.have.deep.members([
                ["pms-alb", 443, 443],
                ["pms-alb", 80, 80],
                ["traefik", 443, 443],
                ["traefik", 80, 80],
            ]);
        }
    });

    it("what IAM allows is named: actions without a star, resources of this account or with conditions", async () => {
        for (const stack of cloudStacks) {
            const allowed = statements(await record(stack), "aws:iam/*").filter(({ effect }) => effect === "Allow");
            expect(allowed.length, stack).to.be.at.least(10);
            for (const { owner, actions, resources, principal, condition } of allowed) {
                expect(actions, owner.urn).to.not.be.empty;
                for (const action of actions) expect(action, owner.urn).to.match(/^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$/);
                if (principal !== undefined) {
                    expect(JSON.stringify(principal), owner.urn).to.not.include("*");
                    continue;
                }
                expect(resources, owner.urn).to.not.be.empty;
                for (const resource of resources) {
                    if (resource === "*") {
                        expect(condition, `${owner.urn} allows ${actions.join(", ")} on everything`).to.be.an("object");
                        continue;
                    }
                    expect(resource, owner.urn).to.match(/^arn:aws:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:[^*]+/);
                }
            }
        }
    });

    it("whoever is let in by a resource's own policy is a role of the account or a service for the account", async () => {
        for (const stack of cloudStacks) {
            const byResource = statements(await record(stack)).filter(
                ({ owner, effect, principal }) =>
                    effect === "Allow" &&
                    principal !== undefined &&
                    !owner.type.startsWith("aws:iam/") &&
                    // That of an endpoint lets nobody in: it narrows what goes through.
                    !owner.type.startsWith("aws:ec2/"),
            );
            expect(byResource.length, stack).to.be.at.least(2);
            for (const { owner, principal, condition } of byResource) {
                const service = read(principal, "Service");
                const whose = read(principal, "AWS");
                if (service === undefined && whose !== "*") {
                    expect(whose, owner.urn).to.match(/^arn:aws:iam::111122223333:/);
                } else {
                    const keys =
                        /"(aws:Source(Account|Arn)|aws:Principal(Account|Arn)|kms:EncryptionContext:aws:logs:arn)":/;
                    expect(JSON.stringify(condition), owner.urn).to.match(keys);
                    expect(JSON.stringify(condition), owner.urn).to.include("111122223333");
                }
            }
        }
    });
});
