/** What one operation of the engine did: its steps, its findings and everything it said. */
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import type { Bag } from "../providers/wire.ts";

export interface Step {
    readonly op: string;
    readonly type: string;
    readonly urn: string;
    readonly inputs: Bag;
}

export class Outcome {
    succeeded = true;
    #text = "";
    readonly #steps: Step[] = [];

    readonly onOutput = (text: string): void => {
        this.#text += text;
    };

    readonly onEvent = (event: EngineEvent): void => {
        this.#text += `${JSON.stringify(event)}\n`;
        const metadata = event.resourcePreEvent?.metadata;
        if (metadata === undefined) return;
        const { op, type, urn, new: after } = metadata;
        this.#steps.push({ op, type, urn, inputs: (after?.inputs ?? {}) as Bag });
    };

    fail(error: unknown): void {
        this.succeeded = false;
        this.#text += error instanceof Error ? error.message : String(error);
    }

    /** Output, errors and events. */
    get text(): string {
        return this.#text;
    }

    get steps(): readonly Step[] {
        return this.#steps;
    }

    /** Everything but "same"; the engine also announces the refresh of each resource. */
    get changes(): readonly Step[] {
        return this.#steps.filter(({ op }) => op !== "same" && op !== "refresh");
    }
}
