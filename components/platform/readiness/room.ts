/**
 * From where the API server is asked whether it is ready for an add-on: a namespace of its own, and an account whose
 * requests are refused unless they are dry runs, so that no right that a gate gives it can change anything.
 */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { dryRunPolicy } from "../../cluster/dry-run-policy.ts";
import { GuardedNamespace } from "../../namespace/guarded-namespace.ts";
import { toControlPlane } from "../traffic.ts";

/** Of the namespace and of the account. */
export const room = "readiness";

export interface ReadinessRoomArgs {
    /** Ranges of the API server. */
    readonly controlPlaneCidrs: readonly string[];
    /** Nodes. */
    readonly dependsOn: readonly pulumi.Resource[];
}

export class ReadinessRoom extends pulumi.ComponentResource {
    /** What a gate waits for before it asks. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: ReadinessRoomArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:ReadinessRoom", name, {}, opts);
        const { dependsOn } = args;
        const namespace = new GuardedNamespace(
            `${name}-${room}`,
            { namespace: room, allow: { "to-control-plane": toControlPlane(args.controlPlaneCidrs) }, dependsOn },
            { parent: this },
        );
        const account = new k8s.core.v1.ServiceAccount(
            `${name}-${room}`,
            { metadata: { name: room, namespace: room }, automountServiceAccountToken: false },
            { parent: this, dependsOn: [...namespace.gates] },
        );
        const onlyDryRuns = dryRunPolicy(
            `${name}-${room}-dry-run-only`,
            {
                name: `strata-${room}-dry-run-only`,
                whose: `request.userInfo.username == ${JSON.stringify(`system:serviceaccount:${room}:${room}`)}`,
                who: `the account ${room}/${room}`,
            },
            { parent: this, dependsOn: [...dependsOn] },
        );
        this.ready = [account, onlyDryRuns];
        this.registerOutputs({});
    }
}
