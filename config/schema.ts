/**
 * The one schema of the stack files: an unknown key is an error, and what is optional has its default beside it.
 * The keys of `addOns` and `systems` come from the add-ons and the systems themselves.
 */
import { z } from "zod";
import { sizes, tiers } from "../systems/spec.ts";
import { cluster } from "./cluster-schema.ts";
import { environments } from "./environment.ts";
import { policySettingsSchema } from "./policy-settings.ts";
import { cacheSettings, databaseSettings } from "./store-settings.ts";
import { domain, label, sound } from "./strings.ts";

/** What an add-on lets a stack decide: its own options, and whether it is there at all. */
export type AddOnSchemas = Readonly<Record<string, z.ZodObject>>;

const roleArn = z
    .string()
    .regex(/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/, { error: "allowed: the ARN of an IAM role." });
const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: "allowed: an AWS region, such as us-east-1." });

/** https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const tagValue = z.string().regex(/^[\w.:/=+@-][\w .:/=+@-]{0,255}$/, {
    error: ({ input }) =>
        `found "${String(input)}", allowed: up to 256 letters, digits, spaces and _.:/=+-@, not empty.`,
});

/** What is wrong with an address that is told of alarms, or undefined. */
const subscriberProblem = (address: string): string | undefined =>
    z.union([z.email(), z.url({ protocol: /^https$/ })]).safeParse(address).success
        ? undefined
        : `found "${address}", allowed: an address of electronic mail, or an https:// address that takes messages of SNS.`;

const serviceSettings = z.strictObject({
    tag: z.string().min(1).optional().meta({ description: "Image tag of this service alone." }),
    size: z.enum(sizes).optional().meta({ description: "In place of the size that the system gives it." }),
    tier: z.enum(tiers).optional().meta({ description: "In place of the tier of the environment." }),
    replicas: z.int().min(0).max(1000).optional().meta({ description: "Pods; with autoscaling, the floor." }),
    maxReplicas: z.int().min(1).max(1000).optional().meta({ description: "Ceiling of autoscaling." }),
    env: z
        .record(z.string(), z.string())
        .default({})
        .meta({ description: "Variables beside or instead of the system's." }),
    tls: z.boolean().optional().meta({ description: "Off is refused by the policies unless there is an exemption." }),
});

const systemSettings = z.strictObject({
    tag: z.string().min(1).meta({ description: "Version of the system: the tag of its images." }),
    domain: domain.meta({ description: "Hosts of exposed services are labels in front of it." }),
    requestsPerFiveMinutes: z.int().min(10).max(2_000_000_000).optional().meta({
        description: "Requests that one address may send to the load balancer; more are blocked. Default: 2000.",
    }),
    delivery: z.enum(["pulumi", "argocd"]).default("pulumi").meta({
        description: "Who writes its workloads: the program itself, or Argo CD from a branch of rendered manifests.",
    }),
    operators: z
        .array(z.string().regex(/^(?!system:)\S+$/, { error: "allowed: a group of your own, without spaces." }))
        .min(1)
        .optional()
        .meta({ description: "Groups that may look at what runs and into its pods. Default: <system>-operators." }),
    rotation: z
        .int()
        .min(1)
        .default(1)
        .meta({ description: "Count it up to make generated passwords anew; what reads them restarts." }),
    services: z.record(z.string(), serviceSettings).default({}),
    databases: z.record(z.string(), databaseSettings).default({}),
    caches: z.record(z.string(), cacheSettings).default({}),
});

/** `z.strictObject` of all keys, each optional: a record would name neither the allowed keys nor the nearest one. */
const perName = <T extends z.ZodType>(names: readonly string[], schema: T) =>
    z.strictObject(Object.fromEntries(names.map((name) => [name, schema.optional()])));

export function stackSchema(addOns: AddOnSchemas, systemNames: readonly string[]) {
    const addOnSettings = Object.fromEntries(
        Object.entries(addOns).map(([name, options]) => [
            name,
            z
                .strictObject({ enabled: z.boolean().optional(), ...options.shape })
                .partial()
                .optional(),
        ]),
    );
    const site = z.strictObject({
        name: label.max(10).meta({ description: "Start of every logical name on the site." }),
        region: region.optional().meta({ description: "AWS region; not for a site on an existing cluster." }),
        cluster,
        systems: z.array(z.enum(systemNames)).default([]).meta({ description: "What runs there." }),
        addOns: z.strictObject(addOnSettings).default({}).meta({ description: "Add-ons on, off or set otherwise." }),
    });
    return z.strictObject({
        environment: z.enum(environments).meta({ description: "Which of the five environments this stack is." }),
        aws: z
            .strictObject({
                accountId: z
                    .string()
                    .regex(/^\d{12}$/, { error: "allowed: twelve digits in quotes." })
                    .optional(),
                deployRoleArn: roleArn
                    .optional()
                    .meta({ description: "Role that runs `up`: administrator of every cluster that it makes." }),
                previewRoleArn: roleArn.optional().meta({
                    description: "Role that previews pull requests: in the cluster it may ask what would change.",
                }),
            })
            .default({})
            .meta({ description: "The AWS account; needed as soon as a site runs on EKS." }),
        tags: z
            .strictObject({
                owner: tagValue.default("platform").meta({ description: "Team that answers for the stack." }),
                costCenter: tagValue.default("platform").meta({ description: "Who pays for it." }),
            })
            .prefault({})
            .meta({ description: "Tags of everything on AWS, beside those that the program knows itself." }),
        images: z.strictObject({
            registry: z.string().min(1).meta({ description: "Registry of the systems' own images." }),
        }),
        zones: z
            .record(
                domain,
                z.string().regex(/^(Z[A-Z0-9]+|create)$/, {
                    error: 'allowed: the id of a hosted zone, such as Z1D633PJN98FT9, or "create".',
                }),
            )
            .default({})
            .meta({
                description:
                    'Route 53 hosted zone by domain, for certificates and records; "create": the stack makes it.',
            }),
        recovery: z
            .strictObject({
                region: region.optional().meta({ description: "Where copies lie; no site stands there." }),
            })
            .default({})
            .meta({ description: "A second region for copies of backups." }),
        onCall: z.array(sound(subscriberProblem)).default([]).meta({
            description: "Who hears of an alarm, on every site on AWS. Whoever is added has to confirm once.",
        }),
        charts: z
            .strictObject({
                mirror: z
                    .url({
                        protocol: /^(https|oci)$/,
                        error: ({ input }) =>
                            `found "${String(input)}", allowed: an address that starts with https:// or oci://, such as oci://registry.example.com/charts. Plain http:// is not: what it brings runs in the cluster.`,
                    })
                    .optional(),
            })
            .default({})
            .meta({
                description:
                    "One place for all charts, in place of their own repositories; it has to be one of the policies' sources too (helm-release-source).",
            }),
        delivery: z
            .strictObject({
                repository: z.url({ protocol: /^(https|ssh)$/ }).meta({
                    description: "Git repository of rendered manifests, from which Argo CD may deliver.",
                }),
                branch: z.string().min(1).default("rendered").meta({ description: "Its branch." }),
            })
            .optional()
            .meta({ description: "Where Argo CD finds what `npm run preview -- <stack> --render <folder>` writes." }),
        sites: z.array(site).min(1),
        systems: perName(systemNames, systemSettings).default({}),
        policies: policySettingsSchema.prefault({}),
    });
}

export type StackConfig = z.output<ReturnType<typeof stackSchema>>;
export type SiteConfig = StackConfig["sites"][number];
export type SystemSettings = NonNullable<StackConfig["systems"][string]>;
export type ServiceSettings = SystemSettings["services"][string];
