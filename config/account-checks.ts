/** An account number that is not the stack's: a file that was copied, and of which one place was forgotten. */
import type { Finding } from "./checks.ts";
import { showPath } from "./issues.ts";
import type { StackConfig } from "./schema.ts";

/** An ARN has it in its fifth part, a registry of ECR in front. */
const accountOf = (text: string): string | undefined =>
    /^arn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:(\d{12}):/.exec(text)?.[1] ?? /^(\d{12})\.dkr\.ecr\./.exec(text)?.[1];

export function accountFindings(config: StackConfig): readonly Finding[] {
    const { accountId } = config.aws;
    if (accountId === undefined) return [];
    return texts(config, []).flatMap(({ path, text }) => {
        const account = accountOf(text);
        if (account === undefined || account === accountId) return [];
        const message = `"${text}" is in account ${account}, and strata:aws.accountId is ${accountId}. Correct one of them.`;
        return [{ path: showPath(path), message }];
    });
}

interface Text {
    readonly path: readonly PropertyKey[];
    readonly text: string;
}

function texts(value: unknown, path: readonly PropertyKey[]): readonly Text[] {
    if (typeof value === "string") return [{ path, text: value }];
    if (Array.isArray(value)) return value.flatMap((item: unknown, index) => texts(item, [...path, index]));
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, item]) => texts(item, [...path, key]));
}
