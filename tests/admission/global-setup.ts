/** Building the API server takes longer than any test should: it happens before the first, and without a time limit. */
import { findApiServer, findEtcd } from "./programs.ts";

export function mochaGlobalSetup(): void {
    findApiServer();
    findEtcd();
}
