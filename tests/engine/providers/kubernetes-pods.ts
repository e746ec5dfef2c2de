/** What an API server refuses in any pod template. */
import type { Failure } from "./cloud.ts";
import { at, type Bag, isBag, show, UNKNOWN, type Value } from "./wire.ts";

const podPaths = ["spec", "spec.template.spec", "spec.jobTemplate.spec.template.spec"];

export function podFailures(inputs: Bag): Failure[] {
    return podPaths.flatMap((path) => {
        const pod = at(inputs, path);
        if (!isBag(pod) || !Array.isArray(pod["containers"])) return [];
        const claims = list(at(inputs, "spec.volumeClaimTemplates")).map((claim) => at(claim, "metadata.name"));
        const volumes = new Set([...list(pod["volumes"]).map((volume) => volume["name"]), ...claims]);
        return containerFailures(pod, path, volumes);
    });
}

function containerFailures(pod: Bag, path: string, volumes: ReadonlySet<Value | undefined>): Failure[] {
    const failures: Failure[] = [];
    const names = new Set<Value | undefined>();
    for (const field of ["initContainers", "containers"]) {
        for (const [i, container] of list(pod[field]).entries()) {
            const property = `${path}.${field}[${i}]`;
            const name = container["name"];
            if (name === undefined) failures.push({ property, reason: "has no name" });
            else if (names.has(name)) failures.push({ property, reason: `the name "${show(name)}" is taken` });
            names.add(name);
            if (container["image"] === undefined) failures.push({ property, reason: "has no image" });
            for (const mount of list(container["volumeMounts"])) {
                if (mount["name"] === UNKNOWN || volumes.has(mount["name"])) continue;
                failures.push({ property, reason: `mounts "${show(mount["name"])}", which is no volume of the pod` });
            }
        }
    }
    return failures;
}

const list = (value: Value | undefined): Bag[] => (Array.isArray(value) ? value.filter(isBag) : []);
