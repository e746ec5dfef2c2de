/** Policy documents in every form that AWS takes. */
import { expect } from "chai";
import { UNKNOWN } from "../../policies/judge.ts";
import { coversAction, coversResource, isAnyone, policyDocument } from "../../policies/model/policy-document.ts";
import type { Statement } from "../../policies/model/policy-document.ts";

function statementsOf(value: unknown): readonly Statement[] {
    const document = policyDocument(value);
    expect(document).to.be.an("array");
    return Array.isArray(document) ? (document as readonly Statement[]) : [];
}

const written = {
    Version: "2012-10-17",
    Statement: {
        Sid: "Read",
        Effect: "Allow",
        Principal: { AWS: ["arn:aws:iam::111122223333:root", UNKNOWN], Service: "sns.amazonaws.com" },
        Action: "s3:Get*",
        NotResource: ["a", "b"],
        Condition: { Bool: { "AWS:SecureTransport": true }, StringLike: { "aws:arn": ["x", "y"] } },
    },
};

describe("a policy document", () => {
    it("is read from an object, one statement without a list", () => {
        expect(statementsOf(written)).to.deep.equal([
            {
                path: "Statement[0]",
                title: 'statement "Read"',
                effect: "Allow",
                actions: ["s3:Get*"],
                notActions: [],
                resources: [],
                notResources: ["a", "b"],
                principals: [
                    { kind: "AWS", value: "arn:aws:iam::111122223333:root" },
                    { kind: "AWS", value: UNKNOWN },
                    { kind: "Service", value: "sns.amazonaws.com" },
                ],
                notPrincipals: [],
                conditions: [
                    { operator: "Bool", key: "aws:securetransport", values: ["true"] },
                    { operator: "StringLike", key: "aws:arn", values: ["x", "y"] },
                ],
            },
        ]);
    });

    it("is read from JSON, with a list of statements", () => {
        const [first, second] = statementsOf(
            JSON.stringify({ Statement: [{ Effect: "Deny", NotAction: ["a:B"], NotPrincipal: "*" }, { Sid: "" }] }),
        );
        expect(first).to.deep.include({ effect: "Deny", notActions: ["a:B"], title: "Statement[0]", conditions: [] });
        expect(first?.notPrincipals).to.deep.equal([{ kind: "*", value: "*" }]);
        expect(second).to.deep.include({ path: "Statement[1]", title: "Statement[1]", effect: undefined });
    });

    it("is absent, unknown or no policy at all", () => {
        for (const nothing of [undefined, null, ""]) expect(policyDocument(nothing)).to.equal(undefined);
        for (const later of [UNKNOWN, { Statement: UNKNOWN }, { Statement: [UNKNOWN] }])
            expect(policyDocument(later)).to.equal(UNKNOWN);
        for (const broken of ["{", "[]", "7", '"x"', {}, { Statement: ["x"] }])
            expect(policyDocument(broken), JSON.stringify(broken)).to.equal("invalid");
        expect(policyDocument({ Statement: [] })).to.deep.equal([]);
    });

    it("keeps what is unknown in its place", () => {
        const [statement] = statementsOf({
            Statement: [{ Effect: UNKNOWN, Action: UNKNOWN, Resource: ["a", UNKNOWN], Principal: UNKNOWN }],
        });
        expect(statement).to.deep.include({ effect: UNKNOWN, actions: [UNKNOWN], resources: ["a", UNKNOWN] });
        expect(statement?.principals).to.deep.equal([{ kind: "", value: UNKNOWN }]);
        for (const Condition of [UNKNOWN, { Bool: UNKNOWN }])
            expect(statementsOf({ Statement: [{ Condition }] })[0]?.conditions).to.equal(UNKNOWN);
        const [known] = statementsOf({ Statement: [{ Condition: { Bool: { a: UNKNOWN } } }] });
        expect(known?.conditions).to.deep.equal([{ operator: "Bool", key: "a", values: [UNKNOWN] }]);
    });

    it("knows who is anyone", () => {
        expect(isAnyone({ kind: "*", value: "*" })).to.equal(true);
        expect(isAnyone({ kind: "AWS", value: "*" })).to.equal(true);
        for (const one of [
            { kind: "Service", value: "*" },
            { kind: "AWS", value: "arn:aws:iam::111122223333:root" },
            { kind: "", value: UNKNOWN },
        ] as const)
            expect(isAnyone(one)).to.equal(false);
    });

    it("takes wildcards as AWS does", () => {
        const actions: readonly (readonly [string, string, boolean])[] = [
            ["*", "s3:*", true],
            ["s3:*", "s3:*", true],
            ["S3:get*", "s3:GetObject", true],
            ["s3:Get*", "s3:*", false],
            ["s3:Get?bject", "s3:GetObject", true],
            ["s3:?", "s3:*", false],
            ["s3:G?t", "s3:Gt", false],
            ["s3:*Object*Tag*", "s3:GetObjectVersionTagging", true],
            ["s3:*b", "s3:aab", true],
            ["s3:*ab", "s3:aabb", false],
            ["s3:Get", "s3:GetObject", false],
            ["s3:GetObject**", "s3:GetObject", true],
        ];
        for (const [pattern, action, covered] of actions)
            expect(coversAction(pattern, action), `${pattern} ${action}`).to.equal(covered);
        expect(coversResource("arn:aws:s3:::logs/*", "arn:aws:s3:::logs/*")).to.equal(true);
        expect(coversResource("arn:aws:s3:::Logs", "arn:aws:s3:::logs")).to.equal(false);
    });
});
