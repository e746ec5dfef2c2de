/** What a rule is tested with: see rules.test.ts. */
import type { Environment, Level, PolicySettings } from "../../policies/judge.ts";

export interface Case {
    readonly title: string;
    /** Documents as manifests.ts reads them. */
    readonly yaml: string;
    readonly options?: unknown;
    /** @default "prod" */
    readonly environment?: Environment;
    /** For rules that judge the settings themselves. */
    readonly settings?: Partial<PolicySettings>;
    /** Why the API server, which sees one object at a time and after its own defaults, lets this one in. */
    readonly admission?: string;
}

export interface FailCase extends Case {
    /** Some finding's message matches. */
    readonly finds: RegExp;
    /** How many findings there are; unsaid where it does not matter. */
    readonly times?: number;
    /** The findings' level; unsaid where it is the rule's own. */
    readonly level?: Exclude<Level, "disabled">;
}

export interface UnknownCase extends Case {
    /** The path that the finding names. */
    readonly path: string;
}

export interface RuleFixture {
    readonly pass: readonly Case[];
    readonly fail: readonly FailCase[];
    /** Or why nothing that the rule reads can be unknown. */
    readonly unknown: readonly UnknownCase[] | { readonly notApplicable: string };
}
