/** A role that workflows of one repository take on, from one kind of event and nothing else. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { githubIssuer } from "./names.ts";
import type { Statement } from "./statement.ts";

export interface GithubRoleArgs {
    readonly roleName: string;
    readonly description: string;
    /** ARN of GitHub's identity provider. */
    readonly providerArn: pulumi.Input<string>;
    /** The whole `sub` of the token: a pattern would let other branches, events or repositories in. */
    readonly subject: string;
    readonly statements: readonly Statement[];
    /** Seconds that its credentials last. */
    readonly sessionSeconds: number;
}

export class GithubRole extends pulumi.ComponentResource {
    public readonly arn: pulumi.Output<string>;

    constructor(name: string, args: GithubRoleArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:GithubRole", name, {}, opts);
        const role = new aws.iam.Role(
            name,
            {
                name: args.roleName,
                description: args.description,
                maxSessionDuration: args.sessionSeconds,
                assumeRolePolicy: pulumi.jsonStringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Principal: { Federated: args.providerArn },
                            Action: "sts:AssumeRoleWithWebIdentity",
                            Condition: {
                                StringEquals: {
                                    [`${githubIssuer}:aud`]: "sts.amazonaws.com",
                                    [`${githubIssuer}:sub`]: args.subject,
                                },
                            },
                        },
                    ],
                }),
            },
            { parent: this },
        );
        new aws.iam.RolePolicy(
            name,
            { role: role.name, policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement: args.statements }) },
            { parent: this },
        );
        this.arn = role.arn;
        this.registerOutputs({ arn: this.arn });
    }
}
