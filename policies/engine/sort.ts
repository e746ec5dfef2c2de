import type { PolicyFinding } from "../types.ts";

const FIELDS = ["urn", "rule", "outcome", "level", "message"] as const;

/** The same findings in the same order on every machine: by code unit, not by locale. */
export function sortFindings(findings: readonly PolicyFinding[]): PolicyFinding[] {
    return findings.toSorted((a, b) => {
        for (const field of FIELDS) {
            if (a[field] !== b[field]) return a[field] < b[field] ? -1 : 1;
        }
        return 0;
    });
}
