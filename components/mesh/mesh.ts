/** The mesh as what runs in it sees it; undefined where a system is outside of it. */
import type * as pulumi from "@pulumi/pulumi";

export interface Mesh {
    /** Its kinds and its injector: a pod that starts before has no proxy. */
    readonly gates: readonly pulumi.Resource[];
    /** Ranges of the load balancer, which has no identity. */
    readonly edgeNetworks: readonly string[];
    /** Ranges of pods: those that collect figures have no identity either. */
    readonly podNetworks: readonly string[];
}
