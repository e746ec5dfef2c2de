/** An IAM role that one ServiceAccount of the cluster can take on, and nothing else can. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { OidcIssuer } from "../cluster/cluster.ts";

export interface Statement {
    readonly actions: readonly string[];
    /** ARNs. A bare `*` only where AWS knows no permission for less, and then with conditions. */
    readonly resources: readonly pulumi.Input<string>[];
    /** By operator and key, as AWS spells them. @default none */
    readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface WorkloadIdentityArgs {
    readonly oidc: OidcIssuer;
    readonly namespace: string;
    readonly serviceAccount: string;
    /** What the role may do. */
    readonly statements: readonly Statement[];
}

/** The annotation through which the cluster hands a role to the pods of a ServiceAccount. */
export const roleAnnotation = "eks.amazonaws.com/role-arn";

export class WorkloadIdentity extends pulumi.ComponentResource {
    public readonly roleArn: pulumi.Output<string>;
    /** The role's rights: without them the first call of the workload fails. */
    public readonly ready: readonly pulumi.Resource[];
    readonly #roleName: pulumi.Output<string>;

    constructor(name: string, args: WorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:WorkloadIdentity", name, {}, opts);
        const role = new aws.iam.Role(name, { assumeRolePolicy: trust(args) }, { parent: this });
        this.roleArn = role.arn;
        this.#roleName = role.name;
        this.ready = [this.grant(name, args.statements)];
        this.registerOutputs({ roleArn: this.roleArn });
    }

    /** @returns what whoever relies on the right waits for. */
    public grant(name: string, statements: readonly Statement[]): aws.iam.RolePolicy {
        return new aws.iam.RolePolicy(
            name,
            {
                role: this.#roleName,
                policy: pulumi.jsonStringify({
                    Version: "2012-10-17",
                    Statement: statements.map(({ actions, resources, conditions }) => ({
                        Effect: "Allow",
                        Action: actions,
                        Resource: resources,
                        ...(conditions === undefined ? {} : { Condition: conditions }),
                    })),
                }),
            },
            { parent: this },
        );
    }
}

/** Exactly this account and this audience: a prefix would let a neighbour in. */
function trust({ oidc, namespace, serviceAccount }: WorkloadIdentityArgs): pulumi.Output<string> {
    return pulumi.all([oidc.providerArn, oidc.issuer]).apply(([providerArn, issuer]) =>
        JSON.stringify({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Federated: providerArn },
                    Action: "sts:AssumeRoleWithWebIdentity",
                    Condition: {
                        StringEquals: {
                            [`${issuer}:aud`]: "sts.amazonaws.com",
                            [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${serviceAccount}`,
                        },
                    },
                },
            ],
        }),
    );
}
