/** What one operation of the engine did: its steps, its findings and everything it said. */
import type { EngineEvent, PolicyEvent } from "@pulumi/pulumi/automation/index.js";
import type { Bag } from "../providers/wire.ts";

export interface Step {
    readonly op: string;
    readonly type: string;
    readonly urn: string;
    readonly parent: string;
    readonly protect: boolean;
    readonly inputs: Bag;
}

export class Outcome {
    succeeded = true;
    #text = "";
    readonly #steps: Step[] = [];
    readonly #findings: PolicyEvent[] = [];

    readonly onOutput = (text: string): void => {
        this.#text += text;
    };

    readonly onEvent = (event: EngineEvent): void => {
        // At debug level the SDK quotes every response, secrets and all; whoever keeps events has to drop those.
        const severity: string | undefined = event.diagnosticEvent?.severity;
        if (severity !== "debug") this.#text += `${JSON.stringify(event)}\n`;
        if (event.policyEvent !== undefined) this.#findings.push(event.policyEvent);
        const metadata = event.resourcePreEvent?.metadata;
        if (metadata === undefined) return;
        const { op, type, urn, new: after } = metadata;
        const { parent = "", protect = false } = after ?? {};
        this.#steps.push({ op, type, urn, parent, protect, inputs: (after?.inputs ?? {}) as Bag });
    };

    fail(error: unknown): void {
        this.succeeded = false;
        // A command's error repeats all that it said.
        const message = error instanceof Error ? error.message : String(error);
        if (!message.startsWith("code:")) this.#text += message;
    }

    /** Output, errors, and events above debug level. */
    get text(): string {
        return this.#text;
    }

    get steps(): readonly Step[] {
        return this.#steps;
    }

    /** What the policies found, at any level. */
    get findings(): readonly PolicyEvent[] {
        return this.#findings;
    }

    /** Everything but "same"; the engine also announces the refresh of each resource. */
    get changes(): readonly Step[] {
        return this.#steps.filter(({ op }) => op !== "same" && op !== "refresh");
    }
}
