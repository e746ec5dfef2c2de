/** What a deployment does: the families of docs/runbooks/deployer-policy.json, in the regions of the stack, less what would let it out of them. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { BootstrapArgs } from "./args.ts";
import { githubProviderArn, roleArn } from "./names.ts";
import { inRegions, type StateAccess } from "./preview-rights.ts";
import type { Statement } from "./statement.ts";

const policySchema = z.object({ Statement: z.tuple([z.object({ Action: z.array(z.string()) })]) });

/** The page that people read and the role are one list. */
export function deployerFamilies(): readonly string[] {
    const file = new URL("../../docs/runbooks/deployer-policy.json", import.meta.url);
    return policySchema.parse(JSON.parse(readFileSync(file, "utf8"))).Statement[0].Action;
}

export function deployRights(args: BootstrapArgs, state: StateAccess | undefined): readonly Statement[] {
    const { accountId, regions } = args;
    return [
        {
            Sid: "Deploy",
            Effect: "Allow",
            Action: deployerFamilies(),
            // It makes what has no name yet. What it must not touch is denied below.
            Resource: ["*"],
            Condition: { StringEquals: { "aws:RequestedRegion": inRegions(regions) } },
        },
        {
            Sid: "NotItsOwnRights",
            Effect: "Deny",
            Action: ["iam:*"],
            Resource: [
                roleArn(args, "deploy"),
                roleArn(args, "preview"),
                roleArn(args, "runner"),
                githubProviderArn(args),
            ],
        },
        {
            Sid: "NoPeople",
            Effect: "Deny",
            Action: ["iam:*"],
            Resource: [`arn:aws:iam::${accountId}:user/*`, `arn:aws:iam::${accountId}:group/*`],
        },
        ...(state === undefined
            ? []
            : ([
                  {
                      Sid: "NotTheGuardsOfTheState",
                      Effect: "Deny",
                      Action: [
                          "s3:DeleteBucket",
                          "s3:DeleteBucketPolicy",
                          "s3:DeleteObjectVersion",
                          "s3:PutBucketPolicy",
                          "s3:PutBucketPublicAccessBlock",
                          "s3:PutBucketVersioning",
                          "s3:PutEncryptionConfiguration",
                          "s3:PutLifecycleConfiguration",
                      ],
                      Resource: [state.bucketArn, `${state.bucketArn}/*`],
                  },
                  {
                      Sid: "NotTheKeyOfTheState",
                      Effect: "Deny",
                      Action: ["kms:CreateGrant", "kms:DisableKey", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"],
                      Resource: [state.keyArn],
                  },
              ] satisfies readonly Statement[])),
    ];
}
