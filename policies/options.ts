/** Building blocks of rules' options. The Pulumi CLI may have turned numbers and booleans of a stack file into text. */
import { z } from "zod";
import { parseQuantity } from "../components/quantity/quantity.ts";

const none = z.strictObject({});

export const noOptions = (): typeof none => none;

const WRITTEN_NUMBER = /^\d+(\.\d+)?$/;

export const number = z.preprocess(
    (value) => (typeof value === "string" && WRITTEN_NUMBER.test(value) ? Number(value) : value),
    z.number().nonnegative(),
);

export const flag = z.preprocess((value) => (value === "true" ? true : value === "false" ? false : value), z.boolean());

export const texts = z.array(z.string().min(1));

/** A Kubernetes quantity such as 16Gi. */
export const amount = z.preprocess(
    (value) => (typeof value === "number" ? String(value) : value),
    z.string().refine((value) => parseQuantity(value).ok, { error: "is no Kubernetes quantity, such as 500m or 16Gi" }),
);
