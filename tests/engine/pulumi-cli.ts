/**
 * Finds the Pulumi CLI, or builds it.
 * The npm package `pulumi` and the Automation API download one on first use; where no download is possible, Go builds
 * the same program from its module, once.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { buildGoTool, type GoTool } from "../support/go-tool.ts";

// renovate: datasource=go depName=github.com/pulumi/pulumi/pkg/v3
const version = "v3.259.0";

const built: GoTool = {
    name: "pulumi",
    module: "github.com/pulumi/pulumi/pkg/v3",
    version,
    command: "cmd/pulumi",
    variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": version },
    replace: [
        "replace github.com/atotto/clipboard => github.com/tgummerer/clipboard v0.0.0-20241001131231-d02d263e614e",
    ],
};

const root = new URL("../../", import.meta.url).pathname;
const executable = process.platform === "win32" ? "pulumi.exe" : "pulumi";

let found: string | undefined;

export function findPulumi(): string {
    const required = requiredVersion();
    found ??=
        [...onPath(), ...downloaded()].find((candidate) => isAtLeast(versionOf(candidate), required)) ??
        buildGoTool(built);
    return found;
}

/** Pulumi.yaml says ">=3.250.0"; an older engine would only say so after everything else was set up. */
function requiredVersion(): string {
    const project = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as { requiredPulumiVersion?: string };
    return project.requiredPulumiVersion ?? ">=3.0.0";
}

function onPath(): string[] {
    return (process.env["PATH"] ?? "").split(delimiter).map((directory) => join(directory, executable));
}

/** Where both the npm package and the Automation API keep what they downloaded, newest first. */
function downloaded(): string[] {
    const versions = join(process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi"), "versions");
    if (!existsSync(versions)) return [];
    return readdirSync(versions)
        .sort((a, b) => compare(b, a))
        .map((version) => join(versions, version, "bin", executable));
}

function versionOf(command: string): string | undefined {
    if (!existsSync(command)) return undefined;
    try {
        const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
        return execFileSync(command, ["version"], {
            encoding: "utf8",
            env,
            stdio: ["ignore", "pipe", "ignore"],
        }).trim();
    } catch {
        return undefined;
    }
}

function isAtLeast(version: string | undefined, required: string): boolean {
    return version !== undefined && /\d/.test(version) && compare(version, required) >= 0;
}

/** By the three numbers; what stands before and after them (">=", "v", "-alpha") does not count. */
function compare(a: string, b: string): number {
    const [left, right] = [a, b].map((version) => (version.match(/\d+/g) ?? []).map(Number));
    for (let i = 0; i < 3; i++) {
        const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
        if (difference !== 0) return difference;
    }
    return 0;
}
