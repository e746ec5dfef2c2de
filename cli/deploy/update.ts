/** One update of a stack: the engine's preview, approval, and `up`. */
import type { Stack as EngineStack } from "@pulumi/pulumi/automation/index.js";
import { confirm } from "../confirm.ts";
import { heading, print } from "../output.ts";
import { engineOptions, operate } from "./engine.ts";

export interface UpdateOptions {
    /** Do not ask. */
    readonly yes: boolean;
    /** Stands in the history. @default none */
    readonly message?: string;
    /** Called when the update starts: from then on things may be otherwise than before. */
    readonly onStart?: () => void;
    /** What is asked. @default whether to deploy to the stack */
    readonly question?: string;
    /** URNs: nothing else is touched, not even what waits for them. @default the whole stack */
    readonly targets?: readonly string[];
}

/** Whether it was done; it is not where somebody says no. @throws ToolError when the engine fails. */
export async function update(name: string, engine: EngineStack, options: UpdateOptions): Promise<boolean> {
    const { yes, message, onStart, question = `Deploy to ${name}?`, targets } = options;
    const common = targets === undefined ? engineOptions() : targeted(targets);
    heading(`\nPreview of ${name} on the engine`);
    const { changeSummary } = await operate(name, () => engine.preview(common));
    const changes = Object.entries(changeSummary).filter(([what]) => what !== "same");
    print(
        changes.length === 0 ? "Nothing changes." : `Changes: ${changes.map(([what, n]) => `${n} ${what}`).join(", ")}`,
    );
    if (!yes && !(await confirm(question))) {
        print("Nothing was changed.");
        return false;
    }
    onStart?.();
    await operate(name, () => engine.up({ ...common, ...(message === undefined ? {} : { message }) }));
    return true;
}

/**
 * Without the policy pack: of what it leaves alone and what does not exist yet the engine shows the pack no inputs, which
 * every rule that wants one refuses. The preview in process has judged the stack, whole, by the same rules.
 */
const targeted = (targets: readonly string[]) => ({
    ...engineOptions(),
    policyPacks: [],
    target: [...targets],
    targetDependents: false,
});
