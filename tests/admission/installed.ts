/** Puts policies into force on a server, and waits until it judges by them. */
import { setTimeout as wait } from "node:timers/promises";
import type { AdmissionPolicy } from "../../policies/admission/admission-policies.ts";
import { bindingSpecs, parameters, policySpec, type PolicyScope } from "../../policies/admission/manifests.ts";
import type { ApiServer } from "./api-server.ts";

const API = "/apis/admissionregistration.k8s.io/v1";
const apiVersion = "admissionregistration.k8s.io/v1";

export async function create(server: ApiServer, path: string, body: object): Promise<void> {
    const { status, body: answer } = await server.send("POST", path, body);
    if (status !== 201 && status !== 409) throw new Error(`POST ${path}: ${status} ${shortened(answer.message)}`);
}

/** The server quotes an expression once for each thing that is wrong with it. */
function shortened(message = ""): string {
    const errors = message.split("\n").filter((line) => line.includes("ERROR: "));
    return [message.slice(0, 200), ...errors.map((line) => line.replace(/^.*ERROR: /, ""))].join("\n");
}

export async function createParameters(server: ApiServer, data: Readonly<Record<string, string>>): Promise<void> {
    const { namespace } = parameters;
    await create(server, "/api/v1/namespaces", { metadata: { name: namespace } });
    await create(server, `/api/v1/namespaces/${namespace}/configmaps`, { metadata: parameters, data });
}

export interface Installation {
    readonly policy: AdmissionPolicy;
    readonly scope: PolicyScope;
    /** Only objects with this label are judged. @default all */
    readonly label?: Readonly<Record<string, string>>;
}

export async function install(server: ApiServer, { policy, scope, label }: Installation): Promise<void> {
    const { name } = policy;
    await create(server, `${API}/validatingadmissionpolicies`, {
        apiVersion,
        kind: "ValidatingAdmissionPolicy",
        metadata: { name },
        spec: policySpec(policy),
    });
    for (const [binding, spec] of Object.entries(bindingSpecs(policy, scope))) {
        const matchResources = {
            ...spec.matchResources,
            ...(label === undefined ? {} : { objectSelector: { matchLabels: label } }),
        };
        await create(server, `${API}/validatingadmissionpolicybindings`, {
            apiVersion,
            kind: "ValidatingAdmissionPolicyBinding",
            metadata: { name: binding },
            spec: { ...spec, matchResources },
        });
    }
}

/** What is installed last is seen last: when this one refuses, all before it are in force. */
export async function untilInForce(server: ApiServer): Promise<void> {
    const label = { "in-force": "asked" };
    const lease = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "in-force", labels: label } };
    const rules = [{ apiGroups: [""], apiVersions: ["v1"], resources: ["configmaps"] }];
    const nothing = { conditions: [], variables: [], matched: "pods" as const };
    const validations = [{ expression: "false", message: "in force", messageExpression: '"in force"' }];
    const policy: AdmissionPolicy = { name: "in-force", actions: ["Deny"], rules, validations, ...nothing };
    await install(server, { policy, scope: { exempt: ["kube-system"], charts: [] }, label });
    for (let tries = 0; tries < 300; tries++) {
        const { status } = await server.send("POST", "/api/v1/namespaces/default/configmaps?dryRun=All", lease);
        if (status !== 201) return;
        await wait(100);
    }
    throw new Error("the policies are not in force after 30 s");
}
