/** Which pods use a store that a cloud runs: they read the Secret that comes with it. */
import { at, items, textOr } from "../../policies/read.ts";
import { shortType, type RecordedResource } from "../recording.ts";
import { type Ancestry } from "./ancestry.ts";
import { podTemplate } from "./pod-template.ts";

/** Name of the Secret in which the cluster finds the coordinates of a store; undefined where none comes with it. */
export function secretOfStore(
    store: RecordedResource,
    resources: readonly RecordedResource[],
    ancestry: Ancestry,
): string | undefined {
    const component = ancestry.parent(store);
    if (component === undefined) return undefined;
    const secret = resources.find(
        (resource) => shortType(resource.type) === "ExternalSecret" && ancestry.isBelow(resource, component),
    );
    return secret === undefined ? undefined : textOr(at(secret.inputs, "spec", "target", "name"));
}

/** Names of the Secrets that containers of a pod take variables from. */
export function secretsOfPods({ inputs }: RecordedResource): ReadonlySet<string> {
    const spec = at(podTemplate(inputs), "spec");
    const containers = ["containers", "initContainers"].flatMap((key) => items(at(spec, key)));
    return new Set(
        containers.flatMap((container) => [
            ...items(at(container, "env")).map((variable) => textOr(at(variable, "valueFrom", "secretKeyRef", "name"))),
            ...items(at(container, "envFrom")).map((source) => textOr(at(source, "secretRef", "name"))),
        ]),
    );
}
