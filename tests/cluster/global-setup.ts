/** Building the programs of a cluster takes longer than any test should: it happens before the first. */
import { findEtcd, findKubernetes, findKwok } from "../admission/programs.ts";

export function mochaGlobalSetup(): void {
    findEtcd();
    findKwok();
    for (const name of ["kube-apiserver", "kube-controller-manager", "kube-scheduler"] as const) findKubernetes(name);
}
