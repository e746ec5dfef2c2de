/** Environments as the pages of the rules name them: three columns of levels. */
import type { Tier } from "../../policies/judge.ts";

export const environments: readonly { readonly tier: Tier; readonly title: string }[] = [
    { tier: "dev", title: "local, dev" },
    { tier: "staging", title: "staging" },
    { tier: "prod", title: "prod, dr" },
];
