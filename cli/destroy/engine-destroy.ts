/** The engine's part: what it would delete, and the deletion. */
import type { EngineEvent, Stack as EngineStack } from "@pulumi/pulumi/automation/index.js";
import { operate, progressOptions } from "../deploy/engine.ts";
import { print } from "../output.ts";
import { Interrupted } from "../tools/interruption.ts";
import { ToolError } from "../tools/tool-error.ts";
import { advice } from "./known-failures.ts";
import type { Scope } from "./scope.ts";
import { nameOf } from "./state.ts";

interface EngineDestroy {
    readonly scope: Scope;
    /** Leaves what is protected and what that stands on. */
    readonly excludeProtected: boolean;
}

const selection = ({ scope, excludeProtected }: EngineDestroy) => ({
    excludeProtected,
    ...(scope.system === undefined ? {} : { target: scope.resources.map(({ urn }) => urn) }),
});

/** URNs of what it would delete. */
export async function previewDestroy(engine: EngineStack, destroy: EngineDestroy): Promise<ReadonlySet<string>> {
    const deleted = new Set<string>();
    const onEvent = ({ resourcePreEvent }: EngineEvent): void => {
        if (resourcePreEvent?.metadata.op === "delete") deleted.add(resourcePreEvent.metadata.urn);
    };
    await explained(engine.name, (onOutput) =>
        engine.previewDestroy({ ...selection(destroy), onEvent, onOutput, color: "never" }),
    );
    return deleted;
}

/** @throws Interrupted after Ctrl-C; the next one goes on from there. */
export async function runDestroy(engine: EngineStack, destroy: EngineDestroy): Promise<void> {
    const { onOutput: show, color } = progressOptions();
    let warned = false;
    const onEvent = ({ resOpFailedEvent }: EngineEvent): void => {
        if (resOpFailedEvent === undefined || warned) return;
        warned = true;
        print(
            `\n${nameOf(resOpFailedEvent.metadata)} was not deleted; what does not need it still goes. Should the engine then say nothing for minutes and keep a processor busy, end it with Ctrl-C: nothing is lost.\n`,
        );
    };
    const interruption = new AbortController();
    // Ctrl-C reaches the engine too, which ends what it has begun and writes its state.
    const interrupt = (): void => {
        interruption.abort();
    };
    process.on("SIGINT", interrupt);
    try {
        await explained(engine.name, (keep) => {
            const onOutput = (text: string): void => {
                keep(text);
                show(text);
            };
            return engine.destroy({ ...selection(destroy), onEvent, onOutput, color });
        });
    } catch (error) {
        if (!interruption.signal.aborted) throw error;
        print(`\nThe same command goes on from here. Should it find a lock: pulumi cancel --stack ${engine.name}`);
        throw new Interrupted();
    } finally {
        process.off("SIGINT", interrupt);
    }
}

/** @throws ToolError with what is to be done, where it is known. */
async function explained(stack: string, action: (onOutput: (text: string) => void) => Promise<unknown>): Promise<void> {
    let said = "";
    try {
        await operate(stack, () => action((text) => (said += text)));
    } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        const todo = advice(`${said}\n${error.message}`, stack);
        throw new ToolError([error.message, ...todo].join("\n"));
    }
}
