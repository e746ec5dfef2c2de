/** An add-on as somebody names it on the command line. */
import type { AddOn } from "../../components/platform/add-on.ts";
import { didYouMean } from "../../config/nearest.ts";
import { InputError } from "../../config/problem.ts";

/** `030`: as in the name of its file. */
export const numberOf = ({ order }: Pick<AddOn, "order">): string => String(order).padStart(3, "0");

/** By number, with zeros in front or without, by name, or by the name that the systems' documents give it. */
export function findAddOn(addOns: readonly AddOn[], wanted: string): AddOn {
    const found = addOns.find(
        ({ order, name, knownAs }) =>
            wanted === name || wanted === knownAs || (isNumber(wanted) && Number(wanted) === order),
    );
    if (found !== undefined) return found;
    const all = addOns.map((addOn) => `${numberOf(addOn)} ${addOn.name}`).join(", ");
    const message = `there is no add-on "${wanted}", allowed: ${all}. ${nearest(addOns, wanted)}`;
    throw new InputError([{ file: "command line", path: "<addon>", message: message.trim() }]);
}

const isNumber = (text: string): boolean => /^\d{1,3}$/.test(text);

function nearest(addOns: readonly AddOn[], wanted: string): string {
    if (!isNumber(wanted))
        return didYouMean(
            wanted,
            addOns.flatMap(({ name, knownAs }) => [name, knownAs ?? name]),
        );
    const distance = ({ order }: AddOn): number => Math.abs(order - Number(wanted));
    const [closest] = addOns.toSorted((a, b) => distance(a) - distance(b));
    return closest === undefined ? "" : `Did you mean "${numberOf(closest)}", which is ${closest.name}?`;
}
