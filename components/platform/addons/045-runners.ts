/** GitHub's self-hosted runners: as many as there are jobs, each for one job. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { label } from "../../../config/strings.ts";
import { defineAddOn, type AddOnContext } from "../add-on.ts";
import { chartRelease } from "../chart-release.ts";
import { runnerCredentials } from "../runner-credentials.ts";
import { runnerAccount, runnerValues } from "../runner-values.ts";
import { runnersNamespace as namespace, runnersRepository, runnersVersion } from "../runners.ts";
import { size } from "../sizes.ts";

const set = z
    .strictObject({
        group: z
            .string()
            .min(1)
            .default("default")
            .meta({ description: "Group on GitHub, which says what repositories may use them." }),
        min: z.int().min(0).max(100).default(0).meta({ description: "Runners that wait for a job." }),
        max: z.int().min(1).max(1000).default(5).meta({ description: "Most runners at a time." }),
        cpu: size("100m").default("1").meta({ description: "Of each runner: what it asks for and gets at most." }),
        memory: size("256Mi").default("4Gi").meta({ description: "Of each runner, likewise." }),
        storage: size("1Gi").default("10Gi").meta({ description: "Disk of the node that each may fill." }),
        nodes: z.record(z.string(), z.string()).default({}).meta({
            description: "Labels of the nodes that they run on, such as strata.dev/role: spot.",
        }),
    })
    .refine(({ min, max }) => min <= max, { error: "allowed: a min that is not above max." });

export default defineAddOn({
    order: 45,
    name: "runners",
    summary: "GitHub's self-hosted runners, each for one job.",
    needs: ["runner-controller"],
    // Brings what the runners say to GitHub who they are.
    needsOn: { eks: ["external-secrets"] },
    defaultOn: [],
    knownAs: "gha-runners",
    // Of the listener alone: runners start where there is room, or on nodes that are made for them.
    requests: {
        single: { cpu: "20m", memory: "128Mi" },
        highlyAvailable: { cpu: "20m", memory: "128Mi" },
    },
    gaps: [
        {
            container: "AutoscalingRunnerSet/default/listener",
            missing: ["livenessProbe", "readinessProbe"],
            reason: "It answers nobody; the controller starts it anew when it ends.",
        },
        {
            container: "AutoscalingRunnerSet/default/runner",
            missing: ["livenessProbe", "readinessProbe"],
            reason: "It does one job and ends.",
        },
    ],
    options: z.strictObject({
        githubConfigUrl: z
            .url({
                protocol: /^https$/,
                error: ({ input }) =>
                    `${input === undefined ? "is missing" : `found ${JSON.stringify(input)}`}, allowed: https:// and an organisation or a repository on GitHub.`,
            })
            .meta({ description: "Where the runners belong: an organisation or a repository. There is no default." }),
        secret: label.default("github-app").meta({
            description:
                "Secret in arc-runners with github_app_id, github_app_installation_id and github_app_private_key, or with " +
                "github_token. On EKS it follows an entry of Secrets Manager, whose values a person writes; elsewhere it " +
                "is there already.",
        }),
        sets: z
            .record(label.max(45), set)
            .default({ default: set.parse({}) })
            .meta({ description: "Scale sets by name, which is what a workflow writes behind runs-on." }),
    }),
    install: (context) => {
        const { placement, settings } = context;
        const { githubConfigUrl, secret } = settings;
        const before = [account(context), ...runnerCredentials(context, secret)];
        return Object.entries(settings.sets).map(([name, each]) =>
            chartRelease(context, {
                chart: "gha-runner-scale-set",
                logicalName: `gha-runner-scale-set-${name}`,
                release: name,
                repository: runnersRepository,
                version: runnersVersion,
                namespace,
                values: runnerValues({ ...each, name, githubConfigUrl, githubConfigSecret: secret, placement }),
                dependsOn: before,
            }),
        );
    },
});

/** Without rights and without a token. */
const account = ({ site, parent }: AddOnContext): pulumi.Resource =>
    new k8s.core.v1.ServiceAccount(
        `${site}-${runnerAccount}`,
        { metadata: { name: runnerAccount, namespace }, automountServiceAccountToken: false },
        { parent },
    );
