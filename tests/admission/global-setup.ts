/** Building the API server takes longer than any test should: it happens before the first, and without a time limit. */
import { findEtcd, findKubernetes } from "./programs.ts";

export function mochaGlobalSetup(): void {
    findKubernetes("kube-apiserver");
    findEtcd();
}
