/** Amazon ECR, as far as a stack tells what is its own there. */
import { at, items, text, textOr } from "../read.ts";
import { UNKNOWN, type Unknown } from "../unknown.ts";
import type { Origin } from "./image.ts";
import { derived, type Stack } from "./stack.ts";

const HOST = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|on\.aws)$/;

/** The account whose registry it is; undefined for other registries. */
export function accountOf({ registry }: Origin): string | undefined {
    return HOST.exec(registry)?.[1];
}

/** Settings of providers that are no text arrive as JSON. */
function listOf(value: unknown): readonly unknown[] {
    if (typeof value !== "string") return items(value);
    try {
        return items(JSON.parse(value));
    } catch {
        return [];
    }
}

/** Accounts that the stack's providers may work in; none where they do not say. */
export const ownAccounts = derived(
    (stack: Stack): ReadonlySet<string> =>
        new Set(
            stack
                .of("pulumi:providers:aws")
                .flatMap(({ props }) => listOf(props["allowedAccountIds"]).map((id) => textOr(id))),
        ),
);

const tagsByRepository = derived(
    (stack: Stack) =>
        new Map(
            stack
                .of("aws:ecr/repository:Repository")
                .map(({ props }) => [textOr(props["name"]), text(at(props, "imageTagMutability"))] as const),
        ),
);

/** Whether the stack's own repository never gives a tag away twice, so that one says as much as a digest. */
export function keepsTags(stack: Stack, origin: Origin): boolean | Unknown {
    const account = accountOf(origin);
    const accounts = ownAccounts(stack);
    if (account === undefined || (accounts.size > 0 && !accounts.has(account))) return false;
    const mutability = tagsByRepository(stack).get(origin.path);
    return mutability === UNKNOWN ? UNKNOWN : mutability === "IMMUTABLE";
}
