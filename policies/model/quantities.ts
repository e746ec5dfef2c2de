/** Reading amounts out of maps such as limits, hard or maxLimitRequestRatio. */
import { formatQuantity, type Quantity } from "../../components/quantity/quantity.ts";
import { readAmount } from "./container.ts";

/** The quantity, where it is there, known and readable; anything else is another rule's matter. */
export function quantityOf(value: unknown): Quantity | undefined {
    const amount = readAmount(value);
    return amount.state === "ok" ? amount.quantity : undefined;
}

function isMemoryLike(resource: string): boolean {
    return /(^|\.)(memory|storage|ephemeral-storage)$|hugepages-/.test(resource);
}

export function showQuantity(quantity: Quantity, resource: string): string {
    return formatQuantity(quantity, isMemoryLike(resource) ? "binary" : "decimal");
}
