/** The component refuses to work without an aws CLI: the kubeconfig that it writes calls it for tokens. */
import { execFileSync } from "node:child_process";

export function requireAwsCli(): void {
    let version: string;
    try {
        version = execFileSync("aws", ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    } catch {
        throw new Error("Could not find aws CLI for EKS.");
    }
    const [, major = 0, minor = 0] = /^aws-cli\/(\d+)\.(\d+)/.exec(version)?.map(Number) ?? [];
    if (major < 2 || (major === 2 && minor < 7)) throw new Error(`aws CLI is too old: ${version.trim()}`);
}
