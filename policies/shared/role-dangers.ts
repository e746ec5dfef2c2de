/** Shared by the rules about what Roles may not grant. */
import { grantedBy, grantsOf, type Power } from "../model/rbac.ts";
import type { Subject } from "../model/subject.ts";
import type { Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

export interface Danger extends Power {
    /** What whoever holds it can do. */
    readonly why: string;
    /** Harmless where the rule names its objects. */
    readonly unlessNamed?: boolean;
    readonly remedy: string;
}

export function judgeDangers(subject: Subject, verdict: Verdict, dangers: readonly Danger[]): void {
    const grants = grantsOf(subject);
    if (grants === UNKNOWN) {
        verdict.unknown("rules");
        return;
    }
    for (const grant of grants) {
        // A rule for everything is one fault, however many dangers it holds.
        const said = new Set<string>();
        for (const { why, unlessNamed = false, remedy, ...power } of dangers) {
            if (unlessNamed && grant.named) continue;
            const granted = grantedBy(grant, power);
            if (granted === UNKNOWN) verdict.unknown(grant.path);
            if (granted === undefined || granted === UNKNOWN || said.has(granted)) continue;
            said.add(granted);
            verdict.bad({ message: `${grant.path} grants ${granted}: ${why}`, remedy });
        }
    }
}
