/** What the Pod Security level `restricted` asks for, and a read-only root on top. */
import type { types } from "@pulumi/kubernetes";

/** No image needs to know it: it only must not be root and must not be somebody else's. */
const defaultUser = 10001;

export function podSecurityContext(user = defaultUser): types.input.core.v1.PodSecurityContext {
    return {
        runAsNonRoot: true,
        runAsUser: user,
        runAsGroup: user,
        fsGroup: user,
        fsGroupChangePolicy: "OnRootMismatch",
        seccompProfile: { type: "RuntimeDefault" },
    };
}

export const containerSecurityContext: types.input.core.v1.SecurityContext = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
};
