/** Whether a system is in the mesh of its site, and who comes in there without an identity. */
import type { SystemSpec } from "../../systems/spec.ts";
import type { Mesh } from "../mesh/mesh.ts";
import type { Site } from "../site/site.ts";
import { edgeOf } from "./needs.ts";

export function systemMesh(spec: SystemSpec, { cluster, platform }: Site): Mesh | undefined {
    const gates = platform.gates("linkerd");
    if (spec.mesh !== true || gates.length === 0) return undefined;
    const network = cluster.cloud?.network;
    return {
        gates,
        edgeNetworks: (edgeOf(spec, cluster.kind) === "alb" ? network?.publicCidrs : network?.privateCidrs) ?? anywhere,
        podNetworks: network?.privateCidrs ?? anywhere,
    };
}

/** Outside of a cloud no range is known: there the NetworkPolicies alone say who comes in. */
const anywhere = ["0.0.0.0/0"];
