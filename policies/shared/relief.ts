/** What Pod Security does not ask of some pods. */
import { hasUserNamespace, isWindows } from "../model/security-context.ts";
import type { Pod } from "../model/pod.ts";
import type { Verdict } from "../rule.ts";
import type { Unknown } from "../unknown.ts";

/** Which pods are free of a rule. */
export interface Relief {
    /** Where to report to; undefined for a pod that is free. While that is not known, nothing is bad yet. */
    readonly verdict: (pod: Pod, verdict: Verdict) => Verdict | undefined;
    /** The faults of a pod that is not free. */
    readonly cel: (faults: string) => string;
}

function relieve(verdict: Verdict, free: boolean | Unknown, path: string): Verdict | undefined {
    if (free === true) return undefined;
    if (free === false) return verdict;
    const later = (): void => {
        verdict.unknown(path);
    };
    return { bad: later, missing: later, unknown: later };
}

const unless = (free: string) => (faults: string) => `${free} ? [] : (${faults})`;

/** Since 1.35: root in a user namespace is nobody outside of it. */
export const userNamespace: Relief = {
    verdict: (pod, verdict) => relieve(verdict, hasUserNamespace(pod), `${pod.specPath}.hostUsers`),
    cel: unless("!variables.podSpec.?hostUsers.orValue(true)"),
};

/** Since 1.25: the API server refuses these fields in pods of Windows. */
export const windows: Relief = {
    verdict: (pod, verdict) => relieve(verdict, isWindows(pod), `${pod.specPath}.os.name`),
    cel: unless('variables.podSpec.?os.name.orValue("") == "windows"'),
};
