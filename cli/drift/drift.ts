/** `strata drift`: a refresh that writes nothing, told by object and field. */
import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import { root } from "../command.ts";
import { openEngine, operate } from "../deploy/engine.ts";
import { print, verdict } from "../output.ts";
import { loadStack } from "../stack.ts";
import { changedFields } from "./fields.ts";

interface Drift {
    readonly object: string;
    readonly what: string;
}

export async function drift(name: string): Promise<ExitCode> {
    await loadStack(root, name);
    const engine = await openEngine(name);
    const found: Drift[] = [];
    const onEvent = (event: EngineEvent): void => {
        const metadata = event.resOutputsEvent?.metadata;
        if (metadata !== undefined) found.push(...driftOf(metadata));
    };
    await operate(name, () => engine.previewRefresh({ onEvent, color: "never" }));
    for (const { object, what } of found) verdict("fail", object, what);
    print(
        found.length === 0
            ? `No drift: ${name} is as it was deployed.`
            : `\n${found.length} changed by hand. strata deploy ${name} puts them back; what is to stay belongs into the program.`,
    );
    return found.length === 0 ? exitCodes.clean : exitCodes.finding;
}

/** By what is asked for, not by all that is known: a status changes by itself. */
function driftOf({ op, urn, type, old, new: now }: StepEventMetadata): readonly Drift[] {
    const object = objectName(urn, type, old?.inputs);
    if (op === "delete") return [{ object, what: "is gone" }];
    if (op !== "update" || old === undefined || now === undefined) return [];
    return changedFields(old.inputs, now.inputs).map((field) => ({ object, what: field }));
}

/** `Deployment pms/pms-auth`, or type and logical name where it is no object of Kubernetes. */
function objectName(urn: string, type: string, inputs: unknown): string {
    const logical = urn.slice(urn.lastIndexOf("::") + 2);
    if (!type.startsWith("kubernetes:") || typeof inputs !== "object" || inputs === null || !("metadata" in inputs)) {
        return `${type} ${logical}`;
    }
    const { name, namespace } = inputs.metadata as { readonly name?: string; readonly namespace?: string };
    const place = [namespace, name].filter((part) => part !== undefined).join("/");
    return `${type.slice(type.lastIndexOf(":") + 1)} ${place}`;
}
