/** What a run of the program leaves behind. */
import type { Properties } from "./special-values.ts";

export interface RecordedResource {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    /** Whether a provider makes it; a component only groups others. */
    readonly custom: boolean;
    readonly parent: string | undefined;
    /** `urn::id` of its provider. */
    readonly provider: string | undefined;
    /** As rules read them: secrets masked, unknown values as the symbol UNKNOWN. */
    readonly inputs: Properties;
    /** Where the masked ones stand, as "stringData.password" or "items[0].value". */
    readonly secretPaths: readonly string[];
    readonly options: {
        readonly protect: boolean;
        /** Everything that it waits for, named or through an input. */
        readonly dependsOn: readonly string[];
        readonly ignoreChanges: readonly string[];
        readonly retainOnDelete: boolean;
        readonly deleteBeforeReplace: boolean;
    };
}

export interface Recording {
    readonly project: string;
    readonly stack: string;
    /** As the program got it, by full key. */
    readonly config: Readonly<Record<string, string>>;
    /** By URN, so that two runs compare. */
    readonly resources: readonly RecordedResource[];
    readonly outputs: Properties;
}

/** A type that a user sees in a tree: `Deployment` of `kubernetes:apps/v1:Deployment`. */
export const shortType = (type: string): string => type.slice(type.lastIndexOf(":") + 1);
