/** Resources as two runs compare them: plain values that pass from one process to another. */
import { UNKNOWN } from "../../policies/unknown.ts";
import type { RecordedResource } from "../recording.ts";
import { unknownMask } from "../masks.ts";

export type ComparedResource = RecordedResource;

/** A resource as a reader of the comparison finds it. */
export interface Subject {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
}

export const subject = ({ urn, type, name }: ComparedResource): Subject => ({ urn, type, name });

/** The id behind the URN is of no run that anybody knows. */
export const urnOfProvider = ({ provider }: ComparedResource): string | undefined =>
    provider?.slice(0, provider.lastIndexOf("::"));

export const comparedText = (resources: readonly RecordedResource[]): string =>
    JSON.stringify(resources, (_key, value: unknown) => (value === UNKNOWN ? unknownMask : value));

/** What left the process and came back, so that both sides went the same way. */
export const readCompared = (text: string): readonly ComparedResource[] =>
    JSON.parse(text) as readonly ComparedResource[];
