/** What rules demand of the inputs of cloud resources: one way to say what is found, what is wanted and what to paste. */
import type { Subject } from "../model/subject.ts";
import { at, isPresent, items, show } from "../read.ts";
import type { Verdict, Violation } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

/** Inputs, or a part of them. */
export interface Place {
    readonly value: unknown;
    /** "" for the resource's own inputs, else such as "listeners[0]". */
    readonly path: string;
}

export interface Demand {
    /** Below the place, steps joined by dots. */
    readonly path: string;
    /** Whether a value is good; undefined is what AWS does where nothing is written. */
    readonly meets: (value: unknown) => boolean;
    /** As the message says it, and as it is pasted. */
    readonly wanted: string | number | boolean;
    /** What follows the message's first half. */
    readonly because?: string;
    /** What to paste, where `wanted` is no value. @default the path with `wanted` */
    readonly remedy?: string;
    readonly level?: Violation["level"];
}

export function inputsOf(subject: Subject): Place {
    return { value: subject.props, path: "" };
}

/** Entries of a list below the place; none, and a word about it, where the list is not known yet. */
export function entriesOf(place: Place, path: string, verdict: Verdict): Place[] {
    const list = at(place.value, ...path.split("."));
    if (list === UNKNOWN) verdict.unknown(below(place, path));
    return items(list).map((value, index) => ({ value, path: `${below(place, path)}[${index}]` }));
}

export function demand(place: Place, verdict: Verdict, asked: Demand): void {
    const { path, meets, wanted, because, remedy, level } = asked;
    const found = at(place.value, ...path.split("."));
    if (found === UNKNOWN) verdict.unknown(below(place, path));
    else if (!meets(found))
        verdict.bad({
            message: `${below(place, path)} is ${show(found)}; wanted is ${String(wanted)}${because === undefined ? "" : `: ${because}`}`,
            remedy: remedy ?? inputSnippet(path, wanted),
            ...(level === undefined ? {} : { level }),
        });
}

/** The same for what must be there, whatever it is: what is not known yet is there. */
export function demandPresence(place: Place, verdict: Verdict, asked: Omit<Demand, "meets">): void {
    if (!isPresent(at(place.value, ...asked.path.split(".")))) demand(place, verdict, { ...asked, meets: () => false });
}

export function below(place: Place, path: string): string {
    return place.path === "" ? path : `${place.path}.${path}`;
}

/** An input as the program writes it: `nodeToNodeEncryption: { enabled: true }`. */
export function inputSnippet(path: string, value: string | number | boolean): string {
    const [first = path, ...rest] = path.split(".").toReversed();
    return rest.reduce((inner, step) => `${step}: { ${inner} }`, `${first}: ${JSON.stringify(value)}`);
}
