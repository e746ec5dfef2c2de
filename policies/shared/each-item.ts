import { items } from "../read.ts";
import type { Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

/** Judges a list item by item, and says where the list or one of them is not known yet. */
export function eachItem(
    list: unknown,
    path: string,
    verdict: Verdict,
    judge: (item: unknown, path: string, index: number) => void,
): void {
    if (list === UNKNOWN) verdict.unknown(path);
    for (const [index, item] of items(list).entries()) {
        if (item === UNKNOWN) verdict.unknown(`${path}[${index}]`);
        else judge(item, `${path}[${index}]`, index);
    }
}
