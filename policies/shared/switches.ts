/** What rules about cloud resources ask again and again: whether a switch is as it should be. */
import type { Subject } from "../model/subject.ts";
import { at, show, truth } from "../read.ts";
import type { Verdict, Violation } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

export interface Switch {
    readonly path: readonly string[];
    readonly wanted: boolean;
    /** What the cloud takes where nothing is written. */
    readonly unset: boolean;
    /** What happens otherwise. */
    readonly why: string;
    readonly level?: Violation["level"];
}

export function judgeSwitch(subject: Subject, verdict: Verdict, asked: Switch): void {
    const { path, wanted, unset, why, level } = asked;
    const written = at(subject.props, ...path);
    const found = truth(written);
    if (found === UNKNOWN) verdict.unknown(path.join("."));
    else if ((found ?? unset) !== wanted)
        verdict.bad({
            message: `${path.join(".")} is ${show(written)}; wanted is ${String(wanted)}: ${why}`,
            remedy: inputSnippet(path, String(wanted)),
            ...(level === undefined ? {} : { level }),
        });
}

/** The program's input of that path. */
export function inputSnippet([first = "", ...rest]: readonly string[], value: string): string {
    return `${first}: ${rest.reduceRight((inner, step) => `{ ${step}: ${inner} }`, value)},`;
}
