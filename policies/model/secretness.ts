/** Which values of a resource are marked as Pulumi secrets, and so encrypted in state and hidden in output. */
import type { PolicyResource } from "../types.ts";

/** Whether the value at the path, or something around it, is marked. */
export function isSecretPath({ secretPaths = [] }: PolicyResource, path: string): boolean {
    return secretPaths.some(
        (secret) => path === secret || path.startsWith(`${secret}.`) || path.startsWith(`${secret}[`),
    );
}
