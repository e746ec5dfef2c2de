/** What the LimitRanges of a namespace add to containers, and what they allow. */
import { at, fields, items, textOr, type Fields } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import { readAmount, type Amount, type AmountField } from "./container.ts";
import { inSameNamespace } from "./namespace.ts";
import { derived, type Stack } from "./stack.ts";
import type { KubeSubject } from "./subject.ts";

const LIMIT_RANGE = "kubernetes:core/v1:LimitRange";

/** One entry of a LimitRange, with the defaults that the API server derives from its other fields. */
export interface LimitRangeItem {
    readonly source: KubeSubject;
    readonly type: string;
    readonly min: Fields;
    readonly max: Fields;
    readonly maxRatio: Fields;
    readonly defaults: Readonly<Record<AmountField, Fields>>;
}

/** By the list of a namespace's LimitRanges, which is the same one each time it is asked for. */
const itemsOf = derived(() => new WeakMap<readonly KubeSubject[], readonly LimitRangeItem[]>());

export function limitRangesFor(stack: Stack, subject: KubeSubject): readonly LimitRangeItem[] {
    const ranges = inSameNamespace(stack, LIMIT_RANGE, subject);
    const known = itemsOf(stack);
    let read = known.get(ranges);
    if (read === undefined) {
        read = ranges.flatMap((source) =>
            items(at(source.props, "spec", "limits")).map((item) => readItem(source, item)),
        );
        known.set(ranges, read);
    }
    return read;
}

function readItem(source: KubeSubject, item: unknown): LimitRangeItem {
    const min = fields(at(item, "min"));
    const max = fields(at(item, "max"));
    const limits = { ...max, ...fields(at(item, "default")) };
    const requests = { ...min, ...limits, ...fields(at(item, "defaultRequest")) };
    const type = textOr(at(item, "type"));
    const defaults = type === "Container" ? { limits, requests } : { limits: {}, requests: {} };
    return { source, type, min, max, maxRatio: fields(at(item, "maxLimitRequestRatio")), defaults };
}

/** The amount a container gets that says nothing itself. */
export function limitRangeDefaults(stack: Stack, subject: KubeSubject, field: AmountField, resource: string): Amount {
    for (const range of inSameNamespace(stack, LIMIT_RANGE, subject)) {
        if (at(range.props, "spec", "limits") === UNKNOWN) return { state: "unknown" };
    }
    for (const item of limitRangesFor(stack, subject)) {
        const amount = readAmount(item.defaults[field][resource]);
        if (amount.state !== "absent") return amount;
    }
    return { state: "absent" };
}
