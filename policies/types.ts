/** What goes into the judgement and what comes out of it; see judge.ts. */

export type Environment = "local" | "dev" | "staging" | "prod" | "dr";
/** "remediate": what the rule can mend is mended when it is deployed, and the rest is mandatory. Only config asks for it. */
export type Level = "mandatory" | "advisory" | "remediate" | "disabled";
/** The three columns of levels a rule has: local is judged as dev, dr as prod. */
export type Tier = "dev" | "staging" | "prod";

export interface PolicyResource {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    /** Plain JSON in which an unknown leaf is the symbol UNKNOWN. */
    readonly props: Readonly<Record<string, unknown>>;
    readonly protect: boolean;
    readonly ignoreChanges: readonly string[];
    /** URN of the parent. */
    readonly parent?: string;
    /** What makes the resource; absent where nobody said, as for a manifest. */
    readonly provider?: PolicyProvider;
    /** Where values are marked as secrets, as "stringData.password" or "items[0].value"; absent where nobody can tell. */
    readonly secretPaths?: readonly string[];
}

export interface PolicyProvider {
    readonly urn: string;
    /** "default_7_48_0" and the like for one that nobody wrote. */
    readonly name: string;
    readonly props: Readonly<Record<string, unknown>>;
}

export interface Exemption {
    readonly rule: string;
    /** URN or name, in which * stands for anything. */
    readonly resource: string;
    readonly reason: string;
    /** The last day it counts, YYYY-MM-DD. */
    readonly until: string;
    readonly by: string;
    /** What the API server lets in for it: namespace/name, in which * stands for a part of the name. @default nothing */
    readonly admits?: string | undefined;
}

export interface PolicySettings {
    readonly environment: Environment;
    readonly levels: Readonly<Record<string, Level>>;
    readonly options: Readonly<Record<string, unknown>>;
    readonly exemptions: readonly Exemption[];
    /** Other parts are judged elsewhere: an exemption that nothing here needs may be needed there. */
    readonly partOfStack?: boolean;
    /** YYYY-MM-DD; what exemptions expire against. */
    readonly today: string;
}

export interface PolicyFinding {
    readonly rule: string;
    readonly level: "mandatory" | "advisory";
    readonly outcome: "fail" | "unknown";
    readonly urn: string;
    readonly type: string;
    readonly message: string;
    /** Something to paste: a fragment of the object, or the setting to change. */
    readonly remedy: string;
    readonly exempt: boolean;
    readonly exemption?: Exemption;
}

const TIERS: Readonly<Record<Environment, Tier>> = {
    local: "dev",
    dev: "dev",
    staging: "staging",
    prod: "prod",
    dr: "prod",
};

export function tierOf(environment: Environment): Tier {
    return TIERS[environment];
}

/** An unknown name is judged as prod: a typing error may not loosen anything. */
export function environmentOf(name: string): Environment {
    return isEnvironment(name) ? name : "prod";
}

function isEnvironment(name: string): name is Environment {
    return Object.hasOwn(TIERS, name);
}
