/** Building a tool may take longer than any test should: it happens before the first, and without a time limit. */
import { findPromtool } from "./promtool.ts";
import { findPulumi } from "./pulumi-cli.ts";

export function mochaGlobalSetup(): void {
    findPulumi();
    findPromtool();
}
