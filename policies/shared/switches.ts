/** A demand on a switch: on or off, with what the cloud takes where nothing is written. */
import type { Subject } from "../model/subject.ts";
import { truth } from "../read.ts";
import type { Verdict, Violation } from "../rule.ts";
import { demand, inputsOf } from "./demands.ts";

export interface Switch {
    readonly path: string;
    readonly wanted: boolean;
    readonly unset: boolean;
    /** What happens otherwise. */
    readonly because: string;
    readonly level?: Violation["level"];
}

export function demandSwitch(subject: Subject, verdict: Verdict, { unset, wanted, ...asked }: Switch): void {
    const meets = (value: unknown): boolean => (truth(value) ?? unset) === wanted;
    demand(inputsOf(subject), verdict, { ...asked, wanted, meets });
}
