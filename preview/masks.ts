/** What is written where a value is not. */

/** Stands for every secret: the preview has no keys and shows none. */
export const secretMask = "[secret]";
/** Stands, where text is written, for what is known only after a deployment. */
export const unknownMask = "[unknown]";
