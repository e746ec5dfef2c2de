/** What a resource's parent is, told by its URN alone: where the other resources are not there to be asked. */
import type { PolicyResource } from "../types.ts";

/** Type of the parent, "" where there is none. */
export function parentType({ parent = "" }: PolicyResource): string {
    const qualified = parent.split("::")[2] ?? "";
    return qualified.slice(qualified.lastIndexOf("$") + 1);
}
