/**
 * The one phase in which the SDK shows a pack what is secret, and lets it change inputs. Its values are wrapped twice;
 * below both wrappers secrets are instances of Secret, and unknown values are the texts that stand for them.
 */
import { Secret } from "@pulumi/policy";
import { isFields } from "../read.ts";
import { edited, type Boxes, type Edit } from "../shared/edit.ts";

/** Names under which the SDK's wrappers answer for themselves; it exports no constant for them that is typed. */
const IS_WRAPPER = "__isSpecialProxy";
const WRAPPED = "__getSpecialProxyTarget";

export function unwrapped(value: object): object {
    let current = value;
    while (Reflect.get(current, IS_WRAPPER) === true) {
        const inner: unknown = Reflect.get(current, WRAPPED);
        if (typeof inner !== "object" || inner === null) return current;
        current = inner;
    }
    return current;
}

/** Where secrets stand, as "stringData.password" or "items[0].value". */
export function secretPathsIn(value: unknown, path = ""): readonly string[] {
    if (value instanceof Secret) return [path];
    if (Array.isArray(value)) return value.flatMap((item, index) => secretPathsIn(item, `${path}[${index}]`));
    if (!isFields(value)) return [];
    return Object.entries(value).flatMap(([key, item]) => secretPathsIn(item, path === "" ? key : `${path}.${key}`));
}

const secrets: Boxes = {
    isBox: (value) => value instanceof Secret,
    open: (box): unknown => (box instanceof Secret ? box.value : box),
    close: (value) => new Secret(value),
};

/** A copy of unwrapped inputs with the edits made. */
export function withEdits(raw: object, edits: readonly Edit[]): unknown {
    let inputs: unknown = raw;
    for (const edit of edits) {
        inputs = edited(inputs, edit.path, (value) => ("secret" in edit ? secrets.close(value) : edit.value), secrets);
    }
    return inputs;
}
