/** What `strata bootstrap` is told: the stack's file, a small file of its own, options on the command line. */
import { existsSync, readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { z } from "zod";
import { describeIssue, explainIssue } from "../../config/issues.ts";
import { InputError, type Problem } from "../../config/problem.ts";
import type { Stack } from "../stack.ts";

const id = (kind: string, example: string) =>
    z.string().regex(new RegExp(`^${kind}-[0-9a-f]{8,17}$`), { error: `allowed: an id such as ${example}.` });

const runnerSchema = z.strictObject({
    /** VPC of the cluster whose API server it has to reach. */
    vpcId: id("vpc", "vpc-0a1b2c3d4e5f60718"),
    /** Private subnets with a way out. */
    subnetIds: z.array(id("subnet", "subnet-0a1b2c3d4e5f60718")).min(1),
    /** Connection of the account to GitHub, which somebody has accepted in the console. */
    connectionArn: z
        .string()
        .regex(/^arn:aws:(codeconnections|codestar-connections):[a-z0-9-]+:\d{12}:connection\/.+$/, {
            error: "allowed: the ARN of a connection to GitHub, arn:aws:codeconnections:<region>:<account>:connection/<id>.",
        }),
});

const settingsSchema = z.strictObject({
    repository: z.string().regex(/^[\w-]+\/[\w.-]+$/, { error: "allowed: <owner>/<repository> on GitHub." }),
    /** GitHub's identity provider: an account holds it once, so the second environment in an account finds it there. */
    oidcProvider: z.enum(["create", "existing"]).default("create"),
    runner: runnerSchema.optional(),
});

export type RunnerSettings = z.output<typeof runnerSchema>;

export interface BootstrapArgs extends Omit<z.output<typeof settingsSchema>, "runner"> {
    readonly environment: string;
    readonly accountId: string;
    /** Where the state lies and the runner stands. */
    readonly region: string;
    /** All regions of the stack: nobody deploys to another one. */
    readonly regions: readonly string[];
    /** With Pulumi Cloud there is no bucket and no key. */
    readonly backend: "s3" | "pulumi-cloud";
    readonly runner: RunnerSettings | undefined;
}

export interface BootstrapOptions {
    readonly file?: string;
    readonly repository?: string;
    readonly oidcProvider?: string;
    readonly backend: BootstrapArgs["backend"];
    readonly vpc?: string;
    readonly subnets?: readonly string[];
    readonly connection?: string;
    readonly runner?: boolean;
    readonly yes: boolean;
}

/** @throws InputError with everything that is wrong. */
export function bootstrapArgs(stack: Stack, options: BootstrapOptions): BootstrapArgs {
    const sites = stack.sites.filter(({ config }) => config.cluster.kind === "eks");
    const siteRegions = sites.flatMap(({ config }) => config.region ?? []);
    const [region] = siteRegions;
    const { aws, recovery } = stack.config;
    const { accountId } = aws;
    // Copies of backups are made by the same role.
    const regions = [...new Set([...siteRegions, ...(recovery.region === undefined ? [] : [recovery.region])])];
    const problems: Problem[] = [];
    if (region === undefined || accountId === undefined) {
        const message = "no site runs on EKS: there is nothing to bootstrap in a cloud. Name a stack that is on AWS.";
        problems.push({ file: stack.file, path: "strata:sites", message });
    }
    const file = options.file ?? "command line";
    const parsed = settingsSchema.safeParse(
        { ...(options.file === undefined ? {} : readSettings(options.file)), ...fromOptions(options) },
        { error: describeIssue },
    );
    for (const issue of parsed.error?.issues ?? []) {
        for (const { path, message } of explainIssue(issue)) {
            problems.push({ file, path: path.map(String).join("."), message });
        }
    }
    if (region === undefined || accountId === undefined || !parsed.success || problems.length > 0) {
        throw new InputError(problems);
    }
    const { runner, ...settings } = parsed.data;
    return {
        ...settings,
        runner: options.runner === false ? undefined : runner,
        environment: stack.name,
        accountId,
        region,
        regions,
        backend: options.backend,
    };
}

function fromOptions({ repository, oidcProvider, runner, vpc, subnets, connection }: BootstrapOptions): object {
    const runs = runner === true || vpc !== undefined || subnets !== undefined || connection !== undefined;
    return {
        ...(repository === undefined ? {} : { repository }),
        ...(oidcProvider === undefined ? {} : { oidcProvider }),
        ...(runs ? { runner: { vpcId: vpc, subnetIds: subnets, connectionArn: connection } } : {}),
    };
}

function readSettings(file: string): object {
    if (!existsSync(file)) throw new InputError([{ file, path: "", message: "is not there. Name a YAML file." }]);
    const document = parseDocument(readFileSync(file, "utf8"));
    const [error] = document.errors;
    if (error !== undefined) throw new InputError([{ file, path: "", message: `is no YAML: ${error.message}` }]);
    const value: unknown = document.toJS();
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
    throw new InputError([{ file, path: "", message: "allowed: a map with the key repository." }]);
}
