/**
 * Runs the jobs of workflows inside the VPC of a cluster whose API server the internet does not reach.
 * CodeBuild starts a machine for each job and throws it away after it: nothing to patch, no token of GitHub to keep.
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RunnerSettings } from "./args.ts";
import type { Statement } from "./statement.ts";

export interface RunnerArgs extends RunnerSettings {
    readonly projectName: string;
    readonly roleName: string;
    readonly repository: string;
    readonly region: string;
    readonly accountId: string;
    readonly logRetentionDays: number;
}

export class Runner extends pulumi.ComponentResource {
    /** Label with which a workflow asks for it. */
    public readonly label: string;

    constructor(name: string, args: RunnerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:Runner", name, {}, opts);
        const logs = new aws.cloudwatch.LogGroup(
            name,
            { name: `/aws/codebuild/${args.projectName}`, retentionInDays: args.logRetentionDays },
            { parent: this },
        );
        const role = this.#role(name, args);
        const group = this.#securityGroup(name, args);
        const project = this.#project(name, args, role, group, logs);
        new aws.codebuild.Webhook(
            name,
            {
                projectName: project.name,
                buildType: "BUILD",
                filterGroups: [{ filters: [{ type: "EVENT", pattern: "WORKFLOW_JOB_QUEUED" }] }],
            },
            { parent: this },
        );
        this.label = `codebuild-${args.projectName}-\${{ github.run_id }}-\${{ github.run_attempt }}`;
        this.registerOutputs({ label: this.label });
    }

    #role(name: string, args: RunnerArgs): aws.iam.Role {
        const role = new aws.iam.Role(
            name,
            {
                name: args.roleName,
                assumeRolePolicy: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Principal: { Service: "codebuild.amazonaws.com" },
                            Action: "sts:AssumeRole",
                            // Only projects of this account: the service acts for others, too.
                            Condition: { StringEquals: { "aws:SourceAccount": args.accountId } },
                        },
                    ],
                }),
            },
            { parent: this },
        );
        new aws.iam.RolePolicy(
            name,
            { role: role.name, policy: JSON.stringify({ Version: "2012-10-17", Statement: rights(args) }) },
            { parent: this },
        );
        return role;
    }

    /** Nobody calls it; it calls the API server, AWS, GitHub and registries. */
    #securityGroup(name: string, { vpcId, projectName }: RunnerArgs): aws.ec2.SecurityGroup {
        const group = new aws.ec2.SecurityGroup(
            name,
            { vpcId, name: projectName, description: "Jobs of workflows: out by TLS, nothing in" },
            { parent: this },
        );
        new aws.vpc.SecurityGroupEgressRule(
            name,
            { securityGroupId: group.id, ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" },
            { parent: this },
        );
        return group;
    }

    #project(
        name: string,
        args: RunnerArgs,
        role: aws.iam.Role,
        group: aws.ec2.SecurityGroup,
        logs: aws.cloudwatch.LogGroup,
    ): aws.codebuild.Project {
        return new aws.codebuild.Project(
            name,
            {
                name: args.projectName,
                description: `Jobs of workflows of ${args.repository} that reach a private API server`,
                serviceRole: role.arn,
                // Minutes: a cluster from nothing takes half an hour.
                buildTimeout: 120,
                artifacts: { type: "NO_ARTIFACTS" },
                environment: {
                    type: "LINUX_CONTAINER",
                    computeType: "BUILD_GENERAL1_MEDIUM",
                    image: "aws/codebuild/amazonlinux-x86_64-standard:5.0",
                },
                source: {
                    type: "GITHUB",
                    location: `https://github.com/${args.repository}.git`,
                    auth: { type: "CODECONNECTIONS", resource: args.connectionArn },
                },
                logsConfig: { cloudwatchLogs: { groupName: logs.name } },
                vpcConfig: { vpcId: args.vpcId, subnets: args.subnetIds, securityGroupIds: [group.id] },
            },
            { parent: this },
        );
    }
}

/** CodeBuild's own: logs, network interfaces in the subnets, the connection. Jobs take on the deploy role themselves. */
function rights({ region, accountId, projectName, subnetIds, connectionArn }: RunnerArgs): readonly Statement[] {
    return [
        {
            Sid: "WriteLogs",
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resource: [`arn:aws:logs:${region}:${accountId}:log-group:/aws/codebuild/${projectName}:*`],
        },
        {
            Sid: "LookAtTheNetwork",
            Effect: "Allow",
            Action: [
                "ec2:DescribeDhcpOptions",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeSecurityGroups",
                "ec2:DescribeSubnets",
                "ec2:DescribeVpcs",
            ],
            // EC2 has no resources for these.
            Resource: ["*"],
            Condition: { StringEquals: { "aws:RequestedRegion": region } },
        },
        {
            Sid: "StandInTheNetwork",
            Effect: "Allow",
            Action: ["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"],
            Resource: [
                `arn:aws:ec2:${region}:${accountId}:network-interface/*`,
                `arn:aws:ec2:${region}:${accountId}:security-group/*`,
                ...subnetIds.map((subnet) => `arn:aws:ec2:${region}:${accountId}:subnet/${subnet}`),
            ],
        },
        {
            Sid: "HandTheInterfaceToCodeBuild",
            Effect: "Allow",
            Action: ["ec2:CreateNetworkInterfacePermission"],
            Resource: [`arn:aws:ec2:${region}:${accountId}:network-interface/*`],
            Condition: {
                StringEquals: { "ec2:AuthorizedService": "codebuild.amazonaws.com" },
                ArnEquals: {
                    "ec2:Subnet": subnetIds.map((subnet) => `arn:aws:ec2:${region}:${accountId}:subnet/${subnet}`),
                },
            },
        },
        {
            Sid: "UseTheConnection",
            Effect: "Allow",
            Action: [
                "codeconnections:GetConnection",
                "codeconnections:GetConnectionToken",
                "codeconnections:UseConnection",
            ],
            Resource: [connectionArn],
        },
    ];
}
