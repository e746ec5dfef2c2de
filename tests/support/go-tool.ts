/** A program that Go builds from its module, once: for machines that cannot download what its project releases. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const root = new URL("../../", import.meta.url).pathname;

export interface GoTool {
    readonly name: string;
    readonly module: string;
    readonly version: string;
    /** Path of the command inside of the module. @default the module itself */
    readonly command?: string;
    /** Variables that its linker sets, by full name. */
    readonly variables?: Readonly<Record<string, string>>;
    /** Lines of its go.mod that say what takes the place of what: those of a dependency do not count for us. */
    readonly replace?: readonly string[];
}

/** Where it stands once it is built. */
export const goToolPath = ({ name, version }: GoTool): string =>
    join(root, "node_modules/.cache/strata", name, version, process.platform === "win32" ? `${name}.exe` : name);

/** Path of the program, built where it is not there yet. */
export function buildGoTool(tool: GoTool): string {
    const { name, module, version, command, variables = {}, replace = [] } = tool;
    const binary = goToolPath(tool);
    const directory = dirname(binary);
    if (existsSync(binary)) return binary;
    requireGo(name);
    console.error(`building ${name} ${version} from its Go module, once, in ${directory}`);
    mkdirSync(directory, { recursive: true });
    const lines = ["module strata/tool", "go 1.25", `require ${module} ${version}`, ...replace];
    writeFileSync(join(directory, "go.mod"), `${lines.join("\n\n")}\n`);
    const set = Object.entries(variables).map(([variable, value]) => `-X ${variable}=${value}`);
    const flags = ["-mod=mod", "-ldflags", ["-s -w", ...set].join(" ")];
    // What is half built does not stand where the next run would take it for the program.
    execFileSync(
        "go",
        ["build", ...flags, "-o", `${binary}.new`, command === undefined ? module : `${module}/${command}`],
        {
            cwd: directory,
            stdio: ["ignore", "ignore", "inherit"],
        },
    );
    renameSync(`${binary}.new`, binary);
    return binary;
}

function requireGo(name: string): void {
    try {
        execFileSync("go", ["version"], { stdio: "ignore" });
    } catch {
        throw new Error(`these tests need ${name} on PATH, or Go to build it; neither is there`);
    }
}
