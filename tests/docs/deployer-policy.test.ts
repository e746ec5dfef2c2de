/** The rights of whoever deploys, held against what the stacks make. */
import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { RecordedResource } from "../../preview/recording.ts";
import { cloudStacks, record, root } from "../support/stacks.ts";
import { read, readList } from "../support/values.ts";
import { iamFamilies } from "./iam-families.ts";

/** Those that the platform's document names. */
const named = ["eks", "ec2", "iam", "rds", "secretsmanager", "kms", "s3", "cloudwatch", "logs"];
/** Those that it leaves out, although what it describes needs them. */
const leftOut = ["elasticache", "elasticloadbalancing", "wafv2", "acm", "route53"];

const policyText = readFileSync(new URL("docs/runbooks/deployer-policy.json", root), "utf8");
const policy: unknown = JSON.parse(policyText);

/** IAM's name of every service of which some stack has a resource. */
async function usedFamilies(): Promise<ReadonlySet<string>> {
    const recorded = await Promise.all(cloudStacks.map(record));
    return new Set(recorded.flatMap((stack) => stack.ofType("aws:*").flatMap(({ type }) => iamFamilies(type))));
}

describe("the deployer's policy", () => {
    it("PMS-02 allows the nine families, those that the document leaves out, and those of every resource of a stack", async () => {
        expect(read(policy, "Version")).to.equal("2012-10-17");
        const statements = readList(policy, "Statement");
        expect(statements).to.have.lengthOf(1);
        expect(read(statements, "[0].Effect")).to.equal("Allow");
        expect(read(statements, "[0].Resource")).to.equal("*");
        const actions = readList(statements, "[0].Action");
        for (const family of [...named, ...leftOut, ...(await usedFamilies())]) {
            expect(actions, "docs/runbooks/deployer-policy.json").to.include(`${family}:*`);
        }
        await expectNoWildcardInIam();
    });

    it("fits into one managed policy", () => {
        // What is not white space counts: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
        expect(policyText.replaceAll(/\s/g, "").length).to.be.at.most(6144);
    });

    it("knows the family of a resource by its type, and refuses to guess", () => {
        expect(iamFamilies("aws:cloudwatch/logGroup:LogGroup")).to.deep.equal(["logs"]);
        expect(iamFamilies("aws:cloudwatch/metricAlarm:MetricAlarm")).to.deep.equal(["cloudwatch"]);
        expect(iamFamilies("aws:ec2/vpc:Vpc")).to.deep.equal(["ec2"]);
        expect(() => iamFamilies("aws:quantum/bit:Bit")).to.throw("aws:quantum/bit:Bit");
    });
});

/** A stack cannot grant what it needs to run: whole families stand in that file and in no policy that it makes. */
async function expectNoWildcardInIam(): Promise<void> {
    for (const stack of cloudStacks) {
        const allowed = (await record(stack)).ofType("aws:iam/*").flatMap(allowedActions);
        expect(allowed, stack).to.not.be.empty;
        const whole = allowed.filter(({ action }) => /^(?:[a-z0-9-]+:)?\*$/.test(action));
        expect(whole, stack).to.deep.equal([]);
    }
}

interface AllowedAction {
    readonly urn: string;
    readonly action: string;
}

/** Of policies of their own, of those in a role, and of what is written into it. */
function allowedActions({ urn, inputs }: RecordedResource): readonly AllowedAction[] {
    const inline = readList(inputs, "inlinePolicies").map((policy) => read(policy, "policy"));
    return [read(inputs, "policy"), ...inline]
        .filter((text) => typeof text === "string")
        .flatMap((text) => readList(JSON.parse(text), "Statement"))
        .filter((statement) => read(statement, "Effect") === "Allow")
        .flatMap((statement) => [read(statement, "Action")].flat())
        .map((action) => ({ urn, action: String(action) }));
}
