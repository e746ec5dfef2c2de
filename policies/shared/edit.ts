/** Changes to a resource's inputs that leave everything else as it was: what is secret, unknown or a file stays so. */

export type Path = readonly (string | number)[];

export type Edit =
    | { readonly path: Path; readonly value: unknown }
    /** The value that is there already, marked as a secret. */
    | { readonly path: Path; readonly secret: true };

/** Boxes around values, such as the SDK's secrets: opened on the way to the place, and closed again around it. */
export interface Boxes {
    isBox(value: unknown): boolean;
    open(box: unknown): unknown;
    close(value: unknown): unknown;
}

const NO_BOXES: Boxes = { isBox: () => false, open: (box) => box, close: (value) => value };

/** A copy in which the value at the path is what `change` makes of it. Maps that are missing on the way are made. */
export function edited(
    holder: unknown,
    [step, ...rest]: Path,
    change: (value: unknown) => unknown,
    boxes: Boxes = NO_BOXES,
): unknown {
    if (step === undefined) return change(holder);
    if (boxes.isBox(holder)) return boxes.close(edited(boxes.open(holder), [step, ...rest], change, boxes));
    if (typeof step === "number") {
        const list: readonly unknown[] = Array.isArray(holder) ? holder : [];
        return list.with(step, edited(list[step], rest, change, boxes));
    }
    const map = typeof holder === "object" && holder !== null ? holder : {};
    return { ...map, [step]: edited(Reflect.get(map, step), rest, change, boxes) };
}

/** `spec.containers[0].image` */
export function pathText(path: Path): string {
    return path.reduce<string>(
        (text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`),
        "",
    );
}

/** The steps of `spec.containers[0]`; no key on such a path holds a dot. */
export function stepsOf(path: string): Path {
    return [...path.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([step, index]) =>
        index === undefined ? step : Number(index),
    );
}
