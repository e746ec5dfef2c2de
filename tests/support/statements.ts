/** Every statement of every policy document that a stack hands to AWS. */
import type { RecordedResource } from "../../preview/recording.ts";
import type { RecordedStack } from "./recorded-stack.ts";
import { read, readList } from "./values.ts";

export interface PolicyStatement {
    /** Who hands it over. */
    readonly owner: RecordedResource;
    readonly effect: unknown;
    readonly principal: unknown;
    readonly actions: readonly unknown[];
    readonly resources: readonly unknown[];
    readonly condition: unknown;
}

/** Inputs that hold a policy document. */
const documents = ["policy", "policyDocument", "assumeRolePolicy"] as const;

export function statements(stack: RecordedStack, type = "aws:*"): readonly PolicyStatement[] {
    return stack.ofType(type).flatMap((owner) =>
        documents.flatMap((input) => {
            const text = owner.inputs[input];
            if (typeof text !== "string") return [];
            return readList(JSON.parse(text), "Statement").map((statement) => ({
                owner,
                effect: read(statement, "Effect"),
                principal: read(statement, "Principal"),
                actions: listed(read(statement, "Action")),
                resources: listed(read(statement, "Resource")),
                condition: read(statement, "Condition"),
            }));
        }),
    );
}

const listed = (value: unknown): readonly unknown[] =>
    Array.isArray(value) ? (value as readonly unknown[]) : value === undefined ? [] : [value];
