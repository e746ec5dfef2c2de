/** The aws CLI, bound to a region. It answers in JSON and asks nobody. */
import { output, type RunOptions } from "./run.ts";
import { ToolError } from "./tool-error.ts";

export class Aws {
    readonly #region: string;

    constructor(region: string) {
        this.#region = region;
    }

    /** @throws ToolError with what the CLI said. */
    public async json(args: readonly string[], options?: RunOptions): Promise<unknown> {
        const all = [...args, "--region", this.#region, "--output", "json"];
        const text = await output("aws", all, { ...options, env: { ...(options?.env ?? process.env), AWS_PAGER: "" } });
        // Some calls answer with nothing at all.
        if (text.trim() === "") return {};
        try {
            return JSON.parse(text) as unknown;
        } catch {
            throw new ToolError(`aws ${args.join(" ")} answered with something that is no JSON:\n${text}`);
        }
    }
}
