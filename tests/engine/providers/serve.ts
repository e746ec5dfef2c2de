/**
 * Serves a stand-in over the provider protocol.
 * `@pulumi/pulumi/provider` has no previews (supportsPreview), no old inputs in Diff and no provider settings, which
 * are what decides whether a preview tells the truth; therefore this speaks the protocol itself.
 */
import * as grpc from "@grpc/grpc-js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import providerServices from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import { readFileSync } from "node:fs";
import type { Cloud } from "./cloud.ts";
import { Faults } from "./faults.ts";
import { AlreadyExists, type Key, Store } from "./store.ts";
import { type Bag, changedPaths, isBag, urnType } from "./wire.ts";

const bag = (struct: structProto.Struct | undefined): Bag => {
    const value: unknown = struct?.toJavaScript() ?? {};
    return isBag(value) ? value : {};
};
const struct = (value: Bag): structProto.Struct => structProto.Struct.fromJavaScript(value);

/** A gRPC method from a function that returns or throws. */
function method<Request, Response>(
    answer: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
    return (call, callback) => {
        Promise.resolve(call.request)
            .then(answer)
            .then(
                (response) => {
                    callback(null, response);
                },
                (error: unknown) => {
                    const code = error instanceof AlreadyExists ? grpc.status.ALREADY_EXISTS : grpc.status.UNKNOWN;
                    callback({ code, details: error instanceof Error ? error.message : String(error) });
                },
            );
    };
}

class Service {
    readonly #cloud: Cloud;
    readonly #store: Store;
    readonly #faults: Faults;

    constructor(cloud: Cloud, store: Store, faults: Faults) {
        this.#cloud = cloud;
        this.#store = store;
        this.#faults = faults;
    }

    check(request: proto.CheckRequest): proto.CheckResponse {
        const { inputs, failures } = this.#cloud.check(request.getUrn(), bag(request.getNews()));
        const response = new proto.CheckResponse().setInputs(struct(inputs));
        for (const { property, reason } of failures) {
            response.addFailures(new proto.CheckFailure().setProperty(property).setReason(reason));
        }
        return response;
    }

    diff(request: proto.DiffRequest): proto.DiffResponse {
        const changed = changedPaths(bag(request.getOldInputs()), bag(request.getNews()));
        const type = urnType(request.getUrn());
        const replaces = this.#cloud.immutable(type, changed);
        // Where the new object would get the id of the old one, the old one has to go first.
        const ids = this.#cloud.ids(request.getUrn(), bag(request.getNews()));
        const sameId = replaces.length > 0 && ids.length === 1 && ids[0] === request.getId();
        return difference(changed, replaces).setDeletebeforereplace(sameId);
    }

    /** Only the settings that name another cloud replace what is there; a new token or version does not. */
    diffConfig(request: proto.DiffRequest): proto.DiffResponse {
        const changed = changedPaths(bag(request.getOldInputs()), bag(request.getNews()));
        return difference(
            changed,
            changed.filter((path) => this.#cloud.identity.includes(path)),
        );
    }

    async create(request: proto.CreateRequest): Promise<proto.CreateResponse> {
        const urn = request.getUrn();
        const type = urnType(urn);
        const inputs = bag(request.getProperties());
        // As with the real ones, a preview knows the inputs; every other output is unknown.
        if (request.getPreview()) return new proto.CreateResponse().setProperties(struct(inputs));
        await this.#faults.before("create", urn);
        this.#cloud.admit(type, inputs, this.#store);
        const { id, outputs } = this.#insert(urn, type, inputs);
        await this.#faults.after("create", urn);
        return new proto.CreateResponse().setId(id).setProperties(struct(outputs));
    }

    async read(request: proto.ReadRequest): Promise<proto.ReadResponse> {
        await this.#faults.before("read", request.getUrn());
        const object = this.#store.get(this.#key(request, bag(request.getProperties())));
        if (object === undefined) return new proto.ReadResponse(); // no id: it is gone
        return new proto.ReadResponse()
            .setId(object.id)
            .setInputs(struct(object.inputs))
            .setProperties(struct(object.outputs));
    }

    async update(request: proto.UpdateRequest): Promise<proto.UpdateResponse> {
        const urn = request.getUrn();
        const inputs = bag(request.getNews());
        const before = bag(request.getOlds());
        if (request.getPreview()) {
            return new proto.UpdateResponse().setProperties(struct({ ...before, ...inputs }));
        }
        await this.#faults.before("update", urn);
        const key = this.#key(request, inputs);
        if (this.#store.get(key) === undefined) throw new Error(`${key.type} "${key.id}" not found`);
        const outputs = this.#cloud.outputs(key.type, key.id, inputs);
        this.#store.replace({ ...key, urn, inputs, outputs });
        await this.#faults.after("update", urn);
        return new proto.UpdateResponse().setProperties(struct(outputs));
    }

    async delete(request: proto.DeleteRequest): Promise<emptyProto.Empty> {
        const key = this.#key(request, bag(request.getProperties()));
        await this.#faults.before("delete", request.getUrn());
        for (const owned of this.#cloud.owned(key, this.#store)) this.#store.delete(owned);
        this.#store.delete(key);
        await this.#faults.after("delete", request.getUrn());
        return new emptyProto.Empty();
    }

    invoke(request: proto.InvokeRequest): proto.InvokeResponse {
        const answer = this.#cloud.invoke(request.getTok(), bag(request.getArgs()));
        return new proto.InvokeResponse().setReturn(struct(answer));
    }

    #key(request: { getUrn(): string; getId(): string }, properties: Bag): Key {
        const type = urnType(request.getUrn());
        return { scope: this.#cloud.scope(type, properties), type, id: request.getId() };
    }

    #insert(urn: string, type: string, inputs: Bag): { id: string; outputs: Bag } {
        const scope = this.#cloud.scope(type, inputs);
        let conflict: unknown;
        for (const id of this.#cloud.ids(urn, inputs)) {
            const outputs = this.#cloud.outputs(type, id, inputs);
            try {
                this.#store.create({ scope, type, id, urn, inputs, outputs });
                return { id, outputs };
            } catch (error) {
                conflict = error;
            }
        }
        throw conflict;
    }
}

function difference(changed: readonly string[], replaces: readonly string[]): proto.DiffResponse {
    const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
    return new proto.DiffResponse()
        .setChanges(changed.length === 0 ? DIFF_NONE : DIFF_SOME)
        .setDiffsList([...new Set(changed.map((path) => path.split(".")[0] ?? path))])
        .setReplacesList([...replaces]);
}

const pass = method((request: proto.CheckRequest): proto.CheckResponse =>
    new proto.CheckResponse().setInputs(request.getNews()),
);

/** Prints its port, as the engine expects, and ends with the process that started it: a killed engine leaves no one. */
export async function serve(name: string, cloud: Cloud): Promise<void> {
    const directory = process.env["STRATA_ENGINE_DIR"];
    if (directory === undefined) throw new Error("STRATA_ENGINE_DIR does not say where the objects are kept");
    const service = new Service(cloud, new Store(`${directory}/objects`), new Faults(`${directory}/faults.json`));
    const server = new grpc.Server();
    server.addService(providerServices.ResourceProviderService, {
        getPluginInfo: method(() => new pluginProto.PluginInfo().setVersion(sdkVersion(name))),
        checkConfig: pass,
        diffConfig: method((request: proto.DiffRequest) => service.diffConfig(request)),
        // Secrets come in plain and the engine marks what is echoed: the way of every provider that is not told apart.
        configure: method((request: proto.ConfigureRequest) => {
            cloud.configure?.(bag(request.getArgs()));
            return new proto.ConfigureResponse().setSupportspreview(true);
        }),
        check: method((request: proto.CheckRequest) => service.check(request)),
        diff: method((request: proto.DiffRequest) => service.diff(request)),
        create: method((request: proto.CreateRequest) => service.create(request)),
        read: method((request: proto.ReadRequest) => service.read(request)),
        update: method((request: proto.UpdateRequest) => service.update(request)),
        delete: method((request: proto.DeleteRequest) => service.delete(request)),
        invoke: method((request: proto.InvokeRequest) => service.invoke(request)),
        cancel: method(() => new emptyProto.Empty()),
    });
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
            if (error === null) resolve(bound);
            else reject(error);
        });
    });
    console.log(String(port));
    endWithParent();
}

/** A plugin older than its SDK makes the engine warn. */
export function sdkVersion(name: string): string {
    const file = new URL(import.meta.resolve(`@pulumi/${name}/package.json`));
    const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
    return version;
}

export function endWithParent(): void {
    const parent = process.ppid;
    setInterval(() => {
        if (process.ppid !== parent) process.exit(0);
    }, 100).unref();
}
