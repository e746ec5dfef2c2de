/** Gathers what one rule says about one subject and settles it: bad, else unknown, else nothing. */
import type { Subject } from "../model/subject.ts";
import type { Verdict, Violation } from "../rule.ts";

export class Collector implements Verdict {
    readonly subject: Subject;
    readonly violations: Violation[] = [];
    unknownPath: string | undefined;

    constructor(subject: Subject) {
        this.subject = subject;
    }

    bad(violation: Violation): void {
        this.violations.push(violation);
    }

    missing(violation: Violation): void {
        if (this.subject.kube?.patch !== true) this.violations.push(violation);
    }

    unknown(path: string): void {
        this.unknownPath ??= path;
    }
}
