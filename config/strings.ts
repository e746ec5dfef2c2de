/** Kinds of text that several parts of the stack files hold. */
import { z } from "zod";

export const label = z
    .string()
    .regex(/^[a-z]([-a-z0-9]*[a-z0-9])?$/, { error: "allowed: small letters, digits and dashes, a letter first." });

export const domain = z.string().regex(/^([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z]{2,}$/, {
    error: "allowed: a domain in small letters, such as example.com.",
});

/** A string for which `problem` has nothing to say. */
export const sound = (problem: (value: string) => string | undefined) =>
    z.string().refine((value) => problem(value) === undefined, { error: ({ input }) => problem(String(input)) });
