/** What sets a pod free of a part of Pod Security. */
import { at, isTrue, textOr } from "../read.ts";
import { UNKNOWN, type Unknown } from "../unknown.ts";
import type { Pod } from "./pod.ts";

/** Whether root in the pod is nobody on the node. */
export function hasUserNamespace({ spec }: Pod): boolean | Unknown {
    const hostUsers = spec["hostUsers"];
    if (hostUsers === UNKNOWN) return UNKNOWN;
    return hostUsers !== undefined && hostUsers !== null && !isTrue(hostUsers);
}

export function isWindows({ spec }: Pod): boolean | Unknown {
    const name = at(spec, "os", "name");
    return name === UNKNOWN ? UNKNOWN : textOr(name) === "windows";
}
