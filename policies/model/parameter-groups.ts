/** Parameter groups of databases and caches of AWS: settings by name, as a list. */
import { at, items, text, type Maybe } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import type { Subject } from "./subject.ts";

/** What a group says of a parameter; undefined where it leaves it to the engine. */
export function parameterOf({ props }: Subject, name: string): Maybe<string> {
    const written = props["parameters"];
    if (written === UNKNOWN) return UNKNOWN;
    const parameters = items(written);
    const found = parameters.find((each) => at(each, "name") === name);
    if (found !== undefined) return text(at(found, "value"));
    return parameters.some((each) => at(each, "name") === UNKNOWN) ? UNKNOWN : undefined;
}

/** A parameter that is off or on. */
export function isOn(value: string): boolean {
    return /^(1|on|true|enabled)$/i.test(value);
}
