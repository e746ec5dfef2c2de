/** Daily backups of databases in a vault of AWS Backup, with copies in another region where there is one. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { rotatingKey } from "../encryption/rotating-key.ts";
import { schedule } from "../database/schedule.ts";

export interface BackupPlanArgs {
    /** Of plan and vaults: unique in account and region. */
    readonly planName: string;
    /** What is backed up. */
    readonly resourceArns: readonly pulumi.Input<string>[];
    /** Encrypts the vault. */
    readonly keyArn: pulumi.Input<string>;
    readonly keepDays: number;
    /** Where copies lie. @default none are made */
    readonly recoveryRegion: string | undefined;
    readonly protect: boolean;
}

export class BackupPlan extends pulumi.ComponentResource {
    constructor(name: string, args: BackupPlanArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:BackupPlan", name, {}, opts);
        const { planName, keepDays, recoveryRegion, protect } = args;
        const vault = new aws.backup.Vault(name, { name: planName, kmsKeyArn: args.keyArn }, { parent: this, protect });
        const copies = recoveryRegion === undefined ? undefined : this.#copies(name, args, recoveryRegion);
        const lifecycle = { deleteAfter: keepDays };
        const plan = new aws.backup.Plan(
            name,
            {
                name: planName,
                rules: [
                    {
                        ruleName: "daily",
                        targetVaultName: vault.name,
                        schedule: schedule.vault,
                        scheduleExpressionTimezone: "Etc/UTC",
                        startWindow: 60,
                        completionWindow: 360,
                        lifecycle,
                        ...(copies === undefined
                            ? {}
                            : { copyActions: [{ destinationVaultArn: copies.arn, lifecycle }] }),
                    },
                ],
            },
            { parent: this },
        );
        const role = this.#role(name, planName);
        new aws.backup.Selection(
            name,
            { name: planName, planId: plan.id, iamRoleArn: role.arn, resources: [...args.resourceArns] },
            { parent: this },
        );
        this.registerOutputs({});
    }

    /** With a key of that region: one of another region cannot encrypt there. */
    #copies(name: string, { planName, protect }: BackupPlanArgs, region: string): aws.backup.Vault {
        const key = rotatingKey(
            `${name}-copies`,
            {
                region,
                description: `Copies of the backups of ${planName}`,
            },
            { parent: this, protect },
        );
        return new aws.backup.Vault(
            `${name}-copies`,
            { region, name: `${planName}-copies`, kmsKeyArn: key.arn },
            { parent: this, protect },
        );
    }

    #role(name: string, planName: string): aws.iam.Role {
        const role = new aws.iam.Role(
            `${name}-backup`,
            {
                description: `AWS Backup of ${planName}`,
                assumeRolePolicy: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Principal: { Service: "backup.amazonaws.com" },
                            Action: "sts:AssumeRole",
                        },
                    ],
                }),
            },
            { parent: this },
        );
        new aws.iam.RolePolicyAttachment(
            `${name}-backup`,
            {
                role: role.name,
                policyArn: "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
            },
            { parent: this },
        );
        return role;
    }
}
