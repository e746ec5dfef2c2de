/** What the options of `strata local up` choose, checked before anything is made. */
import { didYouMean } from "../../config/nearest.ts";
import { InputError } from "../../config/problem.ts";
import { systems } from "../../systems/index.ts";
import type { LocalUpOptions } from "../commands/local.ts";
import { run } from "../tools/run.ts";
import type { Home } from "./folder.ts";
import { kindContext } from "./kind-cluster.ts";

export interface Choice {
    readonly home: Home;
    /** @default those of the stack's file */
    readonly systems: readonly string[] | undefined;
}

/** @throws InputError */
export async function choose({ context, systems: names }: LocalUpOptions): Promise<Choice> {
    const chosen = names === undefined || names === "" ? undefined : chosenSystems(names);
    if (context === undefined || context === "" || context === kindContext) {
        return { home: { kind: true, context: kindContext }, systems: chosen };
    }
    return { home: { kind: false, context: await existingContext(context) }, systems: chosen };
}

function chosenSystems(text: string): readonly string[] {
    const names = text === "none" ? [] : [...new Set(text.split(",").map((name) => name.trim()))];
    const allowed = Object.keys(systems);
    const problems = names
        .filter((name) => !allowed.includes(name))
        .map((name) => {
            const message = `found "${name}", allowed: ${allowed.join(", ")}, or none. ${didYouMean(name, allowed)}`;
            return { file: "command line", path: "--systems", message: message.trim() };
        });
    if (problems.length > 0) throw new InputError(problems);
    return names;
}

async function existingContext(asked: string): Promise<string> {
    const refuse = (message: string): InputError =>
        new InputError([{ file: "command line", path: "--context", message }]);
    const { code, stdout } = await run("kubectl", ["config", "get-contexts", "--output", "name"]);
    const names = code === 0 ? stdout.split("\n").filter(Boolean) : [];
    if (asked !== "current") {
        if (names.includes(asked)) return asked;
        const message = `found "${asked}", allowed: current, ${names.join(", ") || "and the kubeconfig has no contexts"}.`;
        throw refuse(`${message} ${didYouMean(asked, names)}`.trim());
    }
    const current = await run("kubectl", ["config", "current-context"]);
    const name = current.stdout.trim();
    if (current.code === 0 && name !== "") return name;
    throw refuse(
        `the kubeconfig has no current context. Choose one: kubectl config use-context <name>; it has: ${names.join(", ") || "none"}. Without --context a kind cluster is made.`,
    );
}
