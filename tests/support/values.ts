/** Reads deep into recorded inputs, of which the compiler knows nothing. */

/** What stands at `spec.template.spec.containers[0].name`, or undefined; keys with dots go in brackets: `labels[a.b/c]`. */
export function read(value: unknown, path: string): unknown {
    let current = value;
    for (const [, plain, bracketed] of path.matchAll(/([^.[\]]+)|\[([^\]]+)\]/g)) {
        if (typeof current !== "object" || current === null) return undefined;
        current = Reflect.get(current, plain ?? bracketed ?? "");
    }
    return current;
}

export function readList(value: unknown, path: string): readonly unknown[] {
    const found = read(value, path);
    return Array.isArray(found) ? found : [];
}

export function readMap(value: unknown, path: string): Readonly<Record<string, unknown>> {
    const found = read(value, path);
    return typeof found === "object" && found !== null ? { ...found } : {};
}

/** Every text inside of a value, however deep, with its path. */
export function texts(value: unknown, path = ""): readonly { readonly path: string; readonly text: string }[] {
    if (typeof value === "string") return [{ path, text: value }];
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, item]) => texts(item, `${path}.${key}`));
}

/** Puts a value at a path of something that was read from a file; undefined takes away what stands there. */
export function write(value: unknown, path: string, to: unknown): void {
    const steps = [...path.matchAll(/([^.[\]]+)|\[([^\]]+)\]/g)].map(
        ([, plain, bracketed]) => plain ?? bracketed ?? "",
    );
    const last = steps.pop() ?? "";
    let current = value;
    for (const step of steps) {
        if (typeof current !== "object" || current === null) throw new Error(`nothing stands at ${path}`);
        if (!(step in current)) Reflect.set(current, step, {});
        current = Reflect.get(current, step);
    }
    if (typeof current !== "object" || current === null) throw new Error(`nothing stands at ${path}`);
    if (to === undefined) Reflect.deleteProperty(current, last);
    else Reflect.set(current, last, to);
}
