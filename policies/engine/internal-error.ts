/** A rule that throws must not stop a deployment with a stack trace, and must not pass as "ok" either. */
import { tierOf, type Environment, type PolicyFinding, type PolicyResource } from "../types.ts";

/** The error's text stays out: it may quote the value the rule stumbled over, and that may be a secret. */
function placeOf(error: unknown): string {
    if (!(error instanceof Error)) return "a thrown value";
    const frame = /([\w.-]+\.ts:\d+):\d+/.exec(error.stack?.slice(error.message.length) ?? "")?.[1];
    return frame === undefined ? error.name : `${error.name} at ${frame}`;
}

export function internalError(
    rule: string,
    resource: Pick<PolicyResource, "urn" | "type">,
    environment: Environment,
    error: unknown,
): PolicyFinding {
    return {
        rule,
        level: tierOf(environment) === "dev" ? "advisory" : "mandatory",
        outcome: "fail",
        urn: resource.urn,
        type: resource.type,
        message: `internal error in rule: ${placeOf(error)}`,
        remedy: `This is a fault of policies/rules/${rule}.ts. Until it is fixed: strata:policies: { levels: { ${rule}: disabled } }`,
        exempt: false,
    };
}
