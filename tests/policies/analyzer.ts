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

export type SentProps = Record<string, struct.JavaScriptValue>;

export interface Sent {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly props: SentProps;
    readonly parent?: string;
    readonly provider?: Pick<Sent, "urn" | "type" | "name" | "props">;
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

type RemediateFactory = (
    name: string,
    version: string,
    level: string,
    policies: Policies,
) => (
    call: { readonly request: analyzer.AnalyzeRequest },
    callback: (error: Error | null | undefined, response: analyzer.RemediateResponse | undefined) => void,
) => Promise<void>;

/** Exported by the SDK for tests, though not typed. */
function handler<Request>(name: "makeAnalyzeRpcFun" | "makeAnalyzeStackRpcFun", policies: Policies): Handler<Request> {
    return (Reflect.get(server, name) as Factory<Request>)("strata", "0.1.0", "advisory", policies);
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

function providerOf({ urn, type, name, props }: NonNullable<Sent["provider"]>): analyzer.AnalyzerProviderResource {
    const message = new analyzer.AnalyzerProviderResource();
    message.setUrn(urn);
    message.setType(type);
    message.setName(name);
    message.setProperties(struct.Struct.fromJavaScript(props));
    return message;
}

/** What both messages about a resource hold. */
function filled<M extends analyzer.AnalyzeRequest | analyzer.AnalyzerResource>(message: M, sent: Sent): M {
    message.setUrn(sent.urn);
    message.setType(sent.type);
    message.setName(sent.name);
    message.setProperties(struct.Struct.fromJavaScript(sent.props));
    message.setOptions(options(sent.parent));
    message.setProvider(sent.provider && providerOf(sent.provider));
    return message;
}

export function resourceRequest(sent: Sent): analyzer.AnalyzeRequest {
    return filled(new analyzer.AnalyzeRequest(), sent);
}

export function stackRequest(all: readonly Sent[]): analyzer.AnalyzeStackRequest {
    const request = new analyzer.AnalyzeStackRequest();
    request.setResourcesList(
        all.map((sent) => filled(new analyzer.AnalyzerResource(), sent).setParent(sent.parent ?? "")),
    );
    return request;
}

export interface Analyzer {
    resource(request: analyzer.AnalyzeRequest): Promise<Violation[]>;
    stack(request: analyzer.AnalyzeStackRequest): Promise<Violation[]>;
}

export function createAnalyzer(policies: Policies): Analyzer {
    const resource = handler<analyzer.AnalyzeRequest>("makeAnalyzeRpcFun", policies);
    const stack = handler<analyzer.AnalyzeStackRequest>("makeAnalyzeStackRpcFun", policies);
    return { resource: (request) => run(resource, request), stack: (request) => run(stack, request) };
}

export function analyze(policies: Policies, sent: Sent): Promise<Violation[]> {
    return createAnalyzer(policies).resource(resourceRequest(sent));
}

/** The inputs as the pack hands them back, secrets marked as the engine marks them; undefined when it changes nothing. */
export function remediate(policies: Policies, sent: Sent): Promise<Sent["props"] | undefined> {
    const request = new analyzer.AnalyzeRequest();
    request.setUrn(sent.urn);
    request.setType(sent.type);
    request.setName(sent.name);
    request.setProperties(struct.Struct.fromJavaScript(sent.props));
    request.setOptions(options(sent.parent));
    const handler = (Reflect.get(server, "makeRemediateRpcFun") as RemediateFactory)(
        ...(["strata", "0.1.0", "advisory", policies] as const),
    );
    return new Promise((resolve, reject) => {
        void handler({ request }, (error, response) => {
            if (response === undefined) reject(error ?? new Error("no response"));
            else resolve(response.getRemediationsList().at(-1)?.getProperties()?.toJavaScript());
        });
    });
}

export function analyzeStack(policies: Policies, all: readonly Sent[]): Promise<Violation[]> {
    return createAnalyzer(policies).stack(stackRequest(all));
}
