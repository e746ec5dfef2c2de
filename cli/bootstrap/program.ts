/** What an environment needs before its stack can come up: a place for the state, and ways in for GitHub's workflows. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { BootstrapArgs } from "./args.ts";
import { deployRights } from "./deploy-rights.ts";
import { GithubRole } from "./github-role.ts";
import {
    backendUrl,
    githubIssuer,
    githubProviderArn,
    roleName,
    secretsProvider,
    stateBucket,
    stateKeyAlias,
} from "./names.ts";
import { previewRights } from "./preview-rights.ts";
import { Runner } from "./runner.ts";
import { StateStore } from "./state-store.ts";

export interface BootstrapOutputs {
    readonly previewRoleArn: pulumi.Output<string>;
    readonly deployRoleArn: pulumi.Output<string>;
    /** For `pulumi login`; not with Pulumi Cloud. */
    readonly backendUrl?: string;
    /** For `pulumi stack init --secrets-provider`; not with Pulumi Cloud. */
    readonly secretsProvider?: string;
    /** For `runs-on` of a workflow, where there is a runner. */
    readonly runsOn?: string;
}

export function bootstrapProgram(args: BootstrapArgs): () => Promise<BootstrapOutputs> {
    return () => Promise.resolve(resources(args));
}

function resources(args: BootstrapArgs): BootstrapOutputs {
    const { environment, accountId, region, repository } = args;
    const provider = new aws.Provider(environment, {
        region: region as aws.Region,
        // Another account's credentials are refused instead of used.
        allowedAccountIds: [accountId],
        defaultTags: { tags: { Project: "strata", Environment: environment, ManagedBy: "strata-bootstrap" } },
    });
    const opts = { provider };
    const state =
        args.backend === "s3"
            ? new StateStore(
                  `${environment}-state`,
                  { bucketName: stateBucket(args), alias: stateKeyAlias(args) },
                  { providers: [provider] },
              )
            : undefined;
    const providerArn =
        args.oidcProvider === "existing"
            ? githubProviderArn(args)
            : new aws.iam.OpenIdConnectProvider(
                  `${environment}-github`,
                  { url: `https://${githubIssuer}`, clientIdLists: ["sts.amazonaws.com"] },
                  { ...opts, protect: true },
              ).arn;
    const preview = new GithubRole(
        `${environment}-preview`,
        {
            roleName: roleName(args, "preview"),
            description: `Previews of ${environment} for pull requests of ${repository}: reads only`,
            providerArn,
            subject: `repo:${repository}:pull_request`,
            statements: previewRights(args, state),
            sessionSeconds: 3600,
        },
        { providers: [provider] },
    );
    const deploy = new GithubRole(
        `${environment}-deploy`,
        {
            roleName: roleName(args, "deploy"),
            description: `Deployments of ${environment} from ${repository}`,
            providerArn,
            // GitHub lets a job have this subject when the environment's own rules, approval included, are met.
            subject: `repo:${repository}:environment:${environment}`,
            statements: deployRights(args, state),
            sessionSeconds: 2 * 3600,
        },
        { providers: [provider] },
    );
    const runner =
        args.runner &&
        new Runner(
            `${environment}-runner`,
            {
                ...args.runner,
                projectName: roleName(args, "runner"),
                roleName: roleName(args, "runner"),
                repository,
                region,
                accountId,
                logRetentionDays: 365,
            },
            { providers: [provider] },
        );
    return {
        previewRoleArn: preview.arn,
        deployRoleArn: deploy.arn,
        ...(state === undefined ? {} : { backendUrl: backendUrl(args), secretsProvider: secretsProvider(args) }),
        ...(runner === undefined ? {} : { runsOn: runner.label }),
    };
}
