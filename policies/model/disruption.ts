/** What a PodDisruptionBudget lets go, as the disruption controller counts it. */
import { at, text, type Maybe } from "../read.ts";
import { UNKNOWN } from "../unknown.ts";
import type { KubeSubject } from "./subject.ts";

export type BudgetField = "minAvailable" | "maxUnavailable";

/** A number of pods, or a share of them. */
export type Share =
    | { readonly state: "absent" }
    | { readonly state: "unknown" }
    | { readonly state: "known"; readonly amount: number; readonly percent: boolean; readonly written: string };

const PERCENT = /^-?\d+%$/;
const WHOLE = /^-?\d+$/;

export function shareOf({ props }: KubeSubject, field: BudgetField): Share {
    const written: Maybe<string> = text(at(props, "spec", field));
    if (written === UNKNOWN) return { state: "unknown" };
    if (written === undefined) return { state: "absent" };
    // The API server refuses anything else; it counts as none.
    const percent = PERCENT.test(written);
    const amount = percent || WHOLE.test(written) ? Number(written.replace("%", "")) : 0;
    return { state: "known", amount, percent, written };
}

/** How many of so many pods that is: shares are rounded up, for what must stay and for what may go. */
export function podsOf(share: Extract<Share, { state: "known" }>, pods: number): number {
    return share.percent ? Math.ceil((share.amount * pods) / 100) : share.amount;
}
