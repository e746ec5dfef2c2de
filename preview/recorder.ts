/** A resource monitor in this process: records what the program registers and answers as an engine would. */
import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceOutputsRequest, RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import type { RecordedResource } from "./recording.ts";
import { kubernetesIdentity } from "./kubernetes-object.ts";
import { remoteChildren } from "./simulation/remote-components.ts";
import type { Simulate } from "./simulation/simulate.ts";
import { readableProperties, secret, secretPathsOf, type Properties } from "./special-values.ts";

/** As the SDK hands it over: a protobuf Struct, or with the shortcuts something that carries the object itself. */
interface StructLike {
    toJavaScript(): Properties;
}

type Callback = (error: Error | null, response: object | undefined) => void;

interface InvokeRequest {
    getTok(): string;
    getArgs(): StructLike;
}

interface ReadRequest {
    getType(): string;
    getName(): string;
}

const stackType = "pulumi:pulumi:Stack";

const response = (
    properties: Properties,
    id: string,
): StructLike & { readonly carried: Properties; readonly id: string } => ({
    id,
    carried: properties,
    toJavaScript: () => properties,
});

export class Recorder {
    public readonly resources = new Map<string, RecordedResource>();
    /** What registerOutputs of the Stack handed over. */
    public outputs: Properties = {};
    /** Mistakes that the SDK would report once for every promise that hangs on them. */
    public readonly errors: Error[] = [];
    readonly #answers = new Map<string, { readonly id: string; readonly state: Properties }>();
    readonly #objects = new Map<string, string>();
    readonly #simulate: Simulate;
    readonly #prefix: string;

    constructor(project: string, stack: string, simulate: Simulate) {
        this.#prefix = `urn:pulumi:${stack}::${project}::`;
        this.#simulate = simulate;
    }

    /** The methods of the SDK's monitor client that a program can reach. */
    public monitor(): object {
        return {
            registerResource: (request: RegisterResourceRequest, done: Callback) => {
                this.#answer(done, () => this.#register(request));
            },
            registerResourceOutputs: (request: RegisterResourceOutputsRequest, done: Callback) => {
                this.#answer(done, () => {
                    if (this.resources.get(request.getUrn())?.type === stackType) {
                        const outputs: unknown = request.getOutputs();
                        this.outputs = readableProperties((outputs as StructLike).toJavaScript());
                    }
                    return {};
                });
            },
            registerResourceHook: (_request: unknown, done: Callback) => {
                done(null, {});
            },
            readResource: (request: ReadRequest, done: Callback) => {
                done(
                    refusal(`${request.getType()} "${request.getName()}" is read: a preview looks nothing up`),
                    undefined,
                );
            },
            invoke: (request: InvokeRequest, done: Callback) => {
                if (request.getTok() === "pulumi:pulumi:getResource") done(null, this.#lookUp(request.getArgs()));
                else done(refusal(`${request.getTok()} is called: a preview looks nothing up`), undefined);
            },
        };
    }

    #answer(done: Callback, work: () => object): void {
        try {
            done(null, work());
        } catch (error) {
            const wrapped = error instanceof Error ? error : new Error(String(error));
            this.errors.push(wrapped);
            done(wrapped, undefined);
        }
    }

    /** A component that is passed as an input comes back as a reference, which the SDK looks up. */
    #lookUp(args: StructLike): object {
        const urn = String(args.toJavaScript()["urn"]);
        const { id, state } = this.#answers.get(urn) ?? { id: "", state: {} };
        const fields = new Map<string, object>([
            ["urn", { toJavaScript: () => urn }],
            ["id", { toJavaScript: () => id }],
            ["state", { getStructValue: () => response(state, id) }],
        ]);
        return { getReturn: () => ({ getFieldsMap: () => fields }), getFailuresList: () => [] };
    }

    #register(request: RegisterResourceRequest): object {
        const type = request.getType();
        const name = request.getName();
        const urn = this.#urn(request.getParent(), type, name);
        this.#refuse(request, urn);
        const struct: unknown = request.getObject();
        const written = (struct as StructLike).toJavaScript();
        const inputs = readableProperties(written);
        const recorded = record(request, urn, {
            inputs,
            secretPaths: inputs === written ? [] : secretPathsOf(written),
        });
        this.#claim(recorded);
        this.resources.set(urn, recorded);
        const { id, outputs } = this.#simulate(type, name, inputs);
        this.#expand(recorded, request);
        const hidden = request.getAdditionalsecretoutputsList().filter((key) => key in outputs);
        const state = {
            ...written,
            ...outputs,
            ...Object.fromEntries(hidden.map((key) => [key, secret(outputs[key])])),
        };
        this.#answers.set(urn, { id, state });
        return {
            getUrn: () => urn,
            getId: () => (request.getCustom() ? id : ""),
            getObject: () => response(state, id),
            getPropertydependenciesMap: () => undefined,
            getResult: () => 0,
            getUnknown: () => false,
        };
    }

    #refuse(request: RegisterResourceRequest, urn: string): void {
        const type = request.getType();
        const name = request.getName();
        if (this.resources.has(urn)) throw new Error(`two resources of type ${type} are named "${name}": rename one`);
        if (request.getTransformsList().length > 0) {
            throw new Error(`${type} "${name}" has transforms, which a preview in process cannot apply`);
        }
    }

    /** Two resources that are one object in the cluster would overwrite each other without a word. */
    #claim({ type, name, inputs, provider, urn }: RecordedResource): void {
        const identity = kubernetesIdentity(type, inputs);
        if (identity === undefined) return;
        const key = `${provider ?? ""} ${identity}`;
        const other = this.#objects.get(key);
        if (other !== undefined) throw new Error(`"${name}" and "${other}" are both ${identity}: rename one`);
        this.#objects.set(key, urn.slice(urn.lastIndexOf("::") + 2));
    }

    /** Children of a remote component are registered by its provider, which is not here. */
    #expand(component: RecordedResource, request: RegisterResourceRequest): void {
        const providers: { get(key: string): string | undefined } = request.getProvidersMap();
        for (const child of remoteChildren(component, providers.get("aws"))) this.resources.set(child.urn, child);
    }

    /** The engine leaves the Stack out of the qualified type and keeps the whole chain of parents. */
    #urn(parent: string, type: string, name: string): string {
        const parentType = parent.split("::")[2];
        const chain = parentType === undefined || parentType === stackType ? type : `${parentType}$${type}`;
        return `${this.#prefix}${chain}::${name}`;
    }
}

function record(
    request: RegisterResourceRequest,
    urn: string,
    read: Pick<RecordedResource, "inputs" | "secretPaths">,
): RecordedResource {
    return {
        urn,
        type: request.getType(),
        name: request.getName(),
        custom: request.getCustom(),
        parent: request.getParent() || undefined,
        provider: request.getProvider() || undefined,
        ...read,
        options: {
            protect: request.getProtect() ?? false,
            dependsOn: request.getDependenciesList().toSorted(),
            ignoreChanges: request.getIgnorechangesList(),
            retainOnDelete: request.getRetainondelete() ?? false,
            deleteBeforeReplace: request.getDeletebeforereplace(),
        },
    };
}

/** The SDK shows gRPC's `details`, not the message. */
function refusal(details: string): Error {
    return Object.assign(new pulumi.RunError(details), { code: 9, details });
}
