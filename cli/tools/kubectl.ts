/** kubectl, bound to the cluster of one site: whatever context is current, no other cluster is touched. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StackSite } from "../stack.ts";
import { attach, lines, output, run, type Result, type RunOptions } from "./run.ts";
import { ToolError } from "./tool-error.ts";

export class Kubectl {
    readonly #cluster: readonly string[];

    private constructor(cluster: readonly string[]) {
        this.#cluster = cluster;
    }

    /**
     * Gets access as the site's access command does. On EKS into a kubeconfig of its own, which lives as long as this
     * process: the user's stays as it is. It holds no credentials; kubectl asks the aws CLI for them.
     */
    public static async open(site: StackSite): Promise<Kubectl> {
        const { cluster } = site.config;
        if (cluster.kind === "context") return new Kubectl(["--context", cluster.context]);
        const folder = mkdtempSync(join(tmpdir(), "strata-kubeconfig-"));
        process.once("exit", () => {
            rmSync(folder, { recursive: true, force: true });
        });
        const file = join(folder, "config");
        const [program = "", ...args] = site.access;
        await output(program, [...args, "--kubeconfig", file]);
        return new Kubectl(["--kubeconfig", file]);
    }

    /** A code other than 0 is for the caller to judge. */
    public run(args: readonly string[], options?: RunOptions): Promise<Result> {
        return run("kubectl", this.arguments(args), options);
    }

    /** @throws ToolError with what kubectl said. */
    public text(args: readonly string[], options?: RunOptions): Promise<string> {
        return output("kubectl", this.arguments(args), options);
    }

    /** @throws ToolError with what kubectl said. */
    public async json(args: readonly string[], options?: RunOptions): Promise<unknown> {
        const text = await this.text([...args, "--output", "json"], options);
        try {
            return JSON.parse(text) as unknown;
        } catch {
            throw new ToolError(`kubectl ${args.join(" ")} answered with something that is no JSON:\n${text}`);
        }
    }

    /** With this terminal; returns the exit code. */
    public attach(args: readonly string[], options?: RunOptions): Promise<number> {
        return attach("kubectl", this.arguments(args), options);
    }

    /** Line by line; returns the exit code. */
    public lines(args: readonly string[], onLine: (line: string) => void, options?: RunOptions): Promise<number> {
        return lines("kubectl", this.arguments(args), onLine, options);
    }

    /** The whole argument list: for whoever starts kubectl otherwise. */
    public arguments(args: readonly string[]): readonly string[] {
        return [...this.#cluster, ...args];
    }
}
