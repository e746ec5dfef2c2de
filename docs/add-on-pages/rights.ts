/** What the roles of an add-on may do in AWS, and who may take them on. */
import { at, fields, items, textOr } from "../../policies/read.ts";
import type { RecordedResource } from "../../preview/recording.ts";
import { code, table } from "../policy-pages/markdown.ts";

export function rightsSection(resources: readonly RecordedResource[], where: string): readonly string[] {
    const identities = resources.filter(({ type }) => type === "strata:index:WorkloadIdentity");
    if (identities.length === 0) return [];
    const roles = identities.flatMap(({ urn, name }) => {
        const own = resources.filter(({ parent }) => parent === urn);
        const trust = own.find(({ type }) => type === "aws:iam/role:Role");
        const policies = own.filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy");
        return [
            `Role ${code(name)}, for ${code(accountOf(trust))} and nobody else:`,
            table(["Actions", "Resources", "Where"], policies.flatMap(statements)),
        ];
    });
    return [
        "## Rights in AWS",
        `On ${where}. What AWS alone can name is a stand-in: ${code("simulated-…")}.`,
        ...roles,
    ];
}

const accountPrefix = "system:serviceaccount:";

/** namespace/ServiceAccount. */
function accountOf(role: RecordedResource | undefined): string {
    const document: unknown = JSON.parse(textOr(role?.inputs["assumeRolePolicy"], "{}"));
    const conditions = items(at(document, "Statement")).flatMap((statement) =>
        Object.values(fields(at(statement, "Condition", "StringEquals"))),
    );
    const subject = conditions.map((value) => textOr(value)).find((value) => value.startsWith(accountPrefix)) ?? "";
    return subject.slice(accountPrefix.length).replace(":", "/");
}

function statements({ inputs }: RecordedResource): readonly (readonly string[])[] {
    const document: unknown = JSON.parse(textOr(inputs["policy"], "{}"));
    return items(at(document, "Statement")).map((statement) => [
        items(at(statement, "Action")).map(codeOf).join(", "),
        items(at(statement, "Resource")).map(codeOf).join(", "),
        Object.entries(fields(at(statement, "Condition")))
            .flatMap(conditionTexts)
            .join("; "),
    ]);
}

const codeOf = (value: unknown): string => code(textOr(value));

const conditionTexts = ([operator, pairs]: readonly [string, unknown]): readonly string[] =>
    Object.entries(fields(pairs)).map(([key, value]) => {
        const values = Array.isArray(value) ? items(value).map(codeOf).join(", ") : codeOf(value);
        return `${operator} ${code(key)} ${values}`;
    });
