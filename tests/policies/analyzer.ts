/** The policy SDK's own request handlers, fed with the messages that the engine sends. */
import type { Policies } from "@pulumi/policy";
import * as server from "@pulumi/policy/server.js";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";

/** The engine's marks: an unknown text, and what makes an object a secret. */
export const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
export const secret = (value: string) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value,
});

export interface Sent {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly props: Record<string, struct.JavaScriptValue>;
    readonly parent?: string;
}

export interface Violation {
    readonly policyName: string;
    readonly message: string;
    readonly level: "advisory" | "mandatory" | "other";
    readonly urn: string;
}

type Handler<Request> = (
    call: { readonly request: Request },
    callback: (error: Error | null | undefined, response: analyzer.AnalyzeResponse | undefined) => void,
) => Promise<void>;
type Factory<Request> = (name: string, version: string, level: string, policies: Policies) => Handler<Request>;

/** Exported by the SDK for tests, though not typed. */
function factory<Request>(name: "makeAnalyzeRpcFun" | "makeAnalyzeStackRpcFun"): Factory<Request> {
    return Reflect.get(server, name) as Factory<Request>;
}

function options(parent = ""): analyzer.AnalyzerResourceOptions {
    const message = new analyzer.AnalyzerResourceOptions();
    message.setParent(parent);
    return message;
}

function run<Request>(handler: Handler<Request>, request: Request): Promise<Violation[]> {
    return new Promise((resolve, reject) => {
        void handler({ request }, (error, response) => {
            if (response === undefined) reject(error ?? new Error("no response"));
            else resolve(response.getDiagnosticsList().map(violationOf));
        });
    });
}

function violationOf(diagnostic: analyzer.AnalyzeDiagnostic): Violation {
    const { ADVISORY, MANDATORY } = analyzer.EnforcementLevel;
    const level = diagnostic.getEnforcementlevel();
    return {
        policyName: diagnostic.getPolicyname(),
        message: diagnostic.getMessage(),
        level: level === ADVISORY ? "advisory" : level === MANDATORY ? "mandatory" : "other",
        urn: diagnostic.getUrn(),
    };
}

export function analyze(policies: Policies, sent: Sent): Promise<Violation[]> {
    const request = new analyzer.AnalyzeRequest();
    request.setUrn(sent.urn);
    request.setType(sent.type);
    request.setName(sent.name);
    request.setProperties(struct.Struct.fromJavaScript(sent.props));
    request.setOptions(options(sent.parent));
    return run(factory<analyzer.AnalyzeRequest>("makeAnalyzeRpcFun")("strata", "0.1.0", "advisory", policies), request);
}

export function analyzeStack(policies: Policies, all: readonly Sent[]): Promise<Violation[]> {
    const request = new analyzer.AnalyzeStackRequest();
    request.setResourcesList(
        all.map((sent) => {
            const resource = new analyzer.AnalyzerResource();
            resource.setUrn(sent.urn);
            resource.setType(sent.type);
            resource.setName(sent.name);
            resource.setProperties(struct.Struct.fromJavaScript(sent.props));
            resource.setOptions(options(sent.parent));
            resource.setParent(sent.parent ?? "");
            return resource;
        }),
    );
    return run(
        factory<analyzer.AnalyzeStackRequest>("makeAnalyzeStackRpcFun")("strata", "0.1.0", "advisory", policies),
        request,
    );
}
