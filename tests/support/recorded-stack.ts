/** A recording with short ways to what is in it. */
import { closureOf } from "../../preview/closure.ts";
import { kubernetesIdentity, metadataOf } from "../../preview/kubernetes-object.ts";
import type { RecordedResource, Recording } from "../../preview/recording.ts";
import { read, readList } from "./values.ts";

export class RecordedStack {
    public readonly recording: Recording;
    readonly #byUrn: ReadonlyMap<string, RecordedResource>;

    constructor(recording: Recording) {
        this.recording = recording;
        this.#byUrn = new Map(recording.resources.map((resource) => [resource.urn, resource]));
    }

    public get resources(): readonly RecordedResource[] {
        return this.recording.resources;
    }

    /** Resources of a type; a `*` at the end stands for the rest of it. */
    public ofType(type: string): readonly RecordedResource[] {
        const start = type.endsWith("*") ? type.slice(0, -1) : undefined;
        return this.resources.filter((resource) =>
            start === undefined ? resource.type === type : resource.type.startsWith(start),
        );
    }

    /** The only resource of a type and, where it is given, a logical name. */
    public one(type: string, name?: string): RecordedResource {
        return only(
            this.ofType(type).filter((resource) => name === undefined || resource.name === name),
            `${type} ${name ?? ""}`,
        );
    }

    /** Kubernetes objects of a kind, in one namespace where it is given. */
    public objects(kind: string, namespace?: string): readonly RecordedResource[] {
        return this.resources.filter(
            ({ type, inputs }) =>
                kubernetesIdentity(type, inputs) !== undefined &&
                inputs["kind"] === kind &&
                (namespace === undefined || metadataOf(inputs).namespace === namespace),
        );
    }

    /** The only object of a kind with that name: `namespace/name`, or `name` where it has no namespace. */
    public object(kind: string, place: string): RecordedResource {
        return only(this.#places(kind, place), `${kind} ${place}`);
    }

    public has(kind: string, place: string): boolean {
        return this.#places(kind, place).length > 0;
    }

    public byUrn(urn: string): RecordedResource {
        const found = this.#byUrn.get(urn);
        if (found === undefined) throw new Error(`${this.recording.stack} has no ${urn}`);
        return found;
    }

    /** Everything that must be there before the resource, by URN: over parents, providers, dependencies and what is in them. */
    public closure(resource: RecordedResource): ReadonlySet<string> {
        return closureOf(this.resources, [resource]);
    }

    /** Whether one stands among what the other waits for. */
    public comesBefore(first: RecordedResource, second: RecordedResource): boolean {
        return this.closure(second).has(first.urn);
    }

    #places(kind: string, place: string): readonly RecordedResource[] {
        return this.objects(kind).filter(({ inputs }) => {
            const { name, namespace } = metadataOf(inputs);
            return place === (typeof namespace === "string" ? `${namespace}/${String(name)}` : name);
        });
    }
}

function only(found: readonly RecordedResource[], what: string): RecordedResource {
    const [first] = found;
    if (first === undefined || found.length > 1) throw new Error(`${found.length} of ${what.trim()}, one expected`);
    return first;
}

/** Containers of a workload: those that run, and with `all` those that run before. */
export function containers(workload: RecordedResource, all = false): readonly unknown[] {
    const pod = read(workload.inputs, "spec.template.spec");
    return [...(all ? readList(pod, "initContainers") : []), ...readList(pod, "containers")];
}
