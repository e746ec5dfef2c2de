/** Resources as two runs compare them: plain values that pass from one process to another. */
import { UNKNOWN } from "../../policies/unknown.ts";
import type { RecordedResource } from "../recording.ts";
import { unknownMask } from "../special-values.ts";

export type ComparedResource = RecordedResource;

export const comparedText = (resources: readonly RecordedResource[]): string =>
    JSON.stringify(resources, (_key, value: unknown) => (value === UNKNOWN ? unknownMask : value));

/** What left the process and came back, so that both sides went the same way. */
export const readCompared = (text: string): readonly ComparedResource[] =>
    JSON.parse(text) as readonly ComparedResource[];
