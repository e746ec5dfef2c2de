/** A throw-away home for one stack: work directory, state, plugins on PATH, and the "clouds" behind the stand-ins. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parse, stringify } from "yaml";
import { findPulumi } from "../pulumi-cli.ts";

export const root = new URL("../../../", import.meta.url).pathname;
const providers: Readonly<Record<string, string>> = {
    aws: "aws.ts",
    eks: "eks/main.ts",
    kubernetes: "kubernetes.ts",
    random: "random.ts",
};

export type Settings = Record<string, unknown>;

interface StackFile {
    config?: Settings;
    encryptionsalt?: string;
}

export class Directory {
    readonly path: string;

    constructor(path = mkdtempSync(join(tmpdir(), "strata-engine-"))) {
        this.path = path;
    }

    get work(): string {
        return join(this.path, "work");
    }

    get cloud(): string {
        return join(this.path, "cloud");
    }

    get pulumi(): string {
        return join(this.path, "bin/pulumi");
    }

    get backend(): string {
        return join(this.path, "state");
    }

    get home(): string {
        return join(this.path, "home");
    }

    stateFile(stack: string): string {
        return join(this.backend, ".pulumi/stacks/strata", `${stack}.json`);
    }

    /** The CLI rewrites stack files and deletes them with the stack: it gets copies. */
    write(stack: string, adjust: (config: Settings) => void): void {
        for (const name of ["work", "state", "home", "cloud", "bin"]) mkdirSync(join(this.path, name));
        writeFileSync(join(this.work, "Pulumi.yaml"), readFileSync(join(root, "Pulumi.yaml")));
        writeFileSync(join(this.work, "index.ts"), ""); // the program is handed over in process; the CLI looks for the file
        const settings = parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8")) as StackFile;
        delete settings.encryptionsalt; // it belongs to somebody's passphrase
        this.#writeSettings(stack, settings, adjust);
        this.#writeScripts();
    }

    adjust(stack: string, adjust: (config: Settings) => void): void {
        const settings = parse(readFileSync(join(this.work, `Pulumi.${stack}.yaml`), "utf8")) as StackFile;
        this.#writeSettings(stack, settings, adjust);
    }

    /** Nothing of the user's own Pulumi, AWS or Kubernetes set-up gets in, and no way leads out. */
    environment(): Record<string, string> {
        const nowhere = "http://127.0.0.1:9";
        return {
            PATH: [join(this.path, "bin"), process.env["PATH"] ?? ""].join(delimiter),
            STRATA_ENGINE_DIR: this.cloud,
            STRATA_ENGINE_PID_FILE: join(this.path, "pid"),
            PULUMI_HOME: this.home,
            PULUMI_BACKEND_URL: `file://${this.backend}`,
            PULUMI_ACCESS_TOKEN: "",
            PULUMI_CONFIG_PASSPHRASE: "engine",
            PULUMI_CONFIG_PASSPHRASE_FILE: "",
            PULUMI_IGNORE_AMBIENT_PLUGINS: "",
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PULUMI_OPTION_POLICY_PACK: "",
            PULUMI_ERROR_OUTPUT_STRING: "true",
            AWS_PROFILE: "",
            KUBECONFIG: "/dev/null",
            NODE_COMPILE_CACHE: join(root, "node_modules/.cache/strata/compile"), // providers start often
            HTTP_PROXY: nowhere,
            HTTPS_PROXY: nowhere,
            NO_PROXY: "127.0.0.1,localhost",
        };
    }

    remove(): void {
        rmSync(this.path, { recursive: true, force: true });
    }

    #writeSettings(stack: string, settings: StackFile, adjust: (config: Settings) => void): void {
        const config = settings.config ?? {};
        adjust(config);
        // Quotes, because the version "1.30" has to stay a string.
        const content = stringify({ ...settings, config }, { defaultStringType: "QUOTE_DOUBLE" });
        writeFileSync(join(this.work, `Pulumi.${stack}.yaml`), content);
    }

    #writeScripts(): void {
        // `exec` keeps the process id: what is in the file is the engine itself.
        this.#script("pulumi", `echo $$ > "\${STRATA_ENGINE_PID_FILE:-/dev/null}"\nexec "${findPulumi()}" "$@"`);
        this.#script("aws", `echo aws-cli/2.31.0`);
        for (const [name, file] of Object.entries(providers)) {
            this.#script(`pulumi-resource-${name}`, runNode(join(root, "tests/engine/providers", file)));
        }
        const analyzer = join(root, "node_modules/@pulumi/pulumi/cmd/run-policy-pack/index.js");
        this.#script("pulumi-analyzer-policy-nodejs", runNode(analyzer));
    }

    #script(name: string, body: string): void {
        const file = join(this.path, "bin", name);
        writeFileSync(file, `#!/bin/sh\n${body}\n`);
        chmodSync(file, 0o755);
    }
}

/** The Node that runs the tests, whatever "node" means on PATH. */
const runNode = (file: string): string => `exec "${process.execPath}" "${file}" "$@"`;
