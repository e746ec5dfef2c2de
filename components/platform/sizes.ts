/** Amounts among the options of add-ons. */
import { z } from "zod";
import { compareQuantities, parseQuantity, quantity } from "../quantity/quantity.ts";

export const size = (minimum: string) =>
    z.string().refine(
        (value) => {
            const parsed = parseQuantity(value);
            return parsed.ok && compareQuantities(parsed.quantity, quantity(minimum)) >= 0;
        },
        { error: `allowed: a quantity of at least ${minimum}.` },
    );
