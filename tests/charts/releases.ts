/** The Releases of a stack, as the run in process records them. */
import { UNKNOWN } from "../../policies/judge.ts";
import { unknownMask } from "../../preview/masks.ts";
import type { RecordedResource } from "../../preview/recording.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import { read } from "../support/values.ts";

export interface Release {
    readonly stack: string;
    readonly urn: string;
    /** The chart's own name. */
    readonly chart: string;
    /** What Helm is asked for: a name in `repository`, or an address of its own. */
    readonly source: string;
    readonly repository: string | undefined;
    readonly version: string;
    readonly name: string;
    readonly namespace: string;
    /** JSON; what is secret or not known yet is a placeholder. */
    readonly values: string;
}

export const releasesOf = ({ recording: { stack, resources } }: RecordedStack): readonly Release[] =>
    releasesAmong(stack, resources);

export function releasesAmong(stack: string, resources: readonly RecordedResource[]): readonly Release[] {
    const found = resources.filter(({ type }) => type === "kubernetes:helm.sh/v3:Release");
    return found.map(({ urn, inputs }) => {
        const source = String(inputs["chart"]);
        const repository = read(inputs, "repositoryOpts.repo");
        return {
            stack,
            urn,
            chart: source.slice(source.lastIndexOf("/") + 1),
            source,
            repository: typeof repository === "string" ? repository : undefined,
            version: String(inputs["version"]),
            name: String(inputs["name"]),
            namespace: String(inputs["namespace"]),
            values: JSON.stringify(inputs["values"] ?? {}, (_key, value: unknown) =>
                value === UNKNOWN ? unknownMask : value,
            ),
        };
    });
}
