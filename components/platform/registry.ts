/**
 * The add-ons of the folder `addons/`, in the order of their numbers.
 * A file whose name is not its number and name, a number that is taken and a need that does not point down are the
 * developer's mistakes: they are refused before anything is registered.
 */
import { readdirSync } from "node:fs";
import { InputError, type Problem } from "../../config/problem.ts";
import type { AddOn } from "./add-on.ts";

export interface AddOnFile {
    /** Name of the file, without folders. */
    readonly file: string;
    readonly addOn: AddOn;
}

const folder = "components/platform/addons";

/** Adding an add-on is adding one file, so the folder is read and not listed a second time somewhere. */
export async function loadAddOns(): Promise<readonly AddOn[]> {
    const directory = new URL("addons/", import.meta.url);
    const names = readdirSync(directory).filter((name) => name.endsWith(".ts"));
    const files = await Promise.all(
        names.toSorted().map(async (file) => {
            const module = (await import(new URL(file, directory).href)) as { readonly default: AddOn };
            return { file, addOn: module.default };
        }),
    );
    return checkAddOns(files);
}

export function checkAddOns(files: readonly AddOnFile[]): readonly AddOn[] {
    const problems: Problem[] = [];
    const seen = new Map<number, string>();
    const earlier = new Set<string>();
    for (const { file, addOn } of files.toSorted((a, b) => a.addOn.order - b.addOn.order)) {
        const problem = (message: string): void => void problems.push({ file: `${folder}/${file}`, path: "", message });
        const expected = `${String(addOn.order).padStart(3, "0")}-${addOn.name}.ts`;
        if (file !== expected)
            problem(`its number and name make "${expected}". Rename the file or mend the definition.`);
        const taken = seen.get(addOn.order);
        if (taken !== undefined) problem(`number ${addOn.order} is taken by ${taken}. Choose a free one.`);
        for (const need of [...addOn.needs, ...Object.values(addOn.needsOn ?? {}).flat()]) {
            if (!earlier.has(need)) {
                const allowed = [...earlier].join(", ") || "none";
                problem(`needs "${need}", which is no add-on with a lower number. Allowed: ${allowed}.`);
            }
        }
        seen.set(addOn.order, file);
        earlier.add(addOn.name);
    }
    if (problems.length > 0) throw new InputError(problems);
    return files.map(({ addOn }) => addOn).toSorted((a, b) => a.order - b.order);
}
