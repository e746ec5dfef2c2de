/** What is left on purpose: data, and what can still come back. */
import { z } from "zod";
import type { Aws } from "../tools/aws.ts";
import { keepTag } from "./keep-tag.ts";
import type { Tagged } from "./tagged.ts";

const data: readonly (readonly [RegExp, string])[] = [
    [/^arn:[^:]*:s3:::/, "a bucket with what is in it"],
    [/:(?:rds:.*:(?:cluster-)?snapshot:|elasticache:.*:snapshot:|ec2:.*:snapshot\/)/, "a snapshot"],
    [/:backup:.*:(?:backup-vault|recovery-point):/, "backups"],
    [/:ecr:.*:repository\//, "images"],
];

const keySchema = z.object({ KeyMetadata: z.object({ KeyState: z.string(), DeletionDate: z.string().optional() }) });
const secretSchema = z.object({ DeletedDate: z.string().optional() });

/** Why it stays, or undefined where nothing says so. */
export async function keptBecause(aws: Aws, { arn, tags }: Tagged): Promise<string | undefined> {
    const mark = tags[keepTag.key];
    if (mark !== undefined) return `its tag ${keepTag.key} says so: ${mark}`;
    const known = data.find(([pattern]) => pattern.test(arn));
    if (known !== undefined) return known[1];
    if (/:kms:.*:key\//.test(arn)) {
        const { KeyState, DeletionDate } = keySchema.parse(
            await aws.json(["kms", "describe-key", "--key-id", arn]),
        ).KeyMetadata;
        return KeyState === "PendingDeletion"
            ? `deleted on ${DeletionDate ?? "a day to come"}, can come back till then`
            : undefined;
    }
    if (/:secretsmanager:.*:secret:/.test(arn)) {
        const { DeletedDate } = secretSchema.parse(
            await aws.json(["secretsmanager", "describe-secret", "--secret-id", arn]),
        );
        return DeletedDate === undefined ? undefined : `deleted, can come back for some days after ${DeletedDate}`;
    }
    return undefined;
}
