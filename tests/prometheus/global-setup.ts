/** Building promtool may take longer than any test should: it happens before the first, and without a time limit. */
import { findPromtool } from "./promtool.ts";

export function mochaGlobalSetup(): void {
    findPromtool();
}
