/** Building the CLI may take longer than any test should: it happens before the first, and without a time limit. */
import { findPulumi } from "./pulumi-cli.ts";

export function mochaGlobalSetup(): void {
    findPulumi();
}
