import { z } from "zod";
import { CLUSTER, INSTANCE, isReplica } from "../model/databases.ts";
import { flag } from "../options.ts";
import { defineRule } from "../rule.ts";
import { demandPresence, inputsOf } from "../shared/demands.ts";
import { demandSwitch } from "../shared/switches.ts";

export const rule = defineRule({
    name: "aws-rds-encryption",
    title: "Databases of RDS are encrypted",
    rationale: "Disks, snapshots and replicas of a database that is not encrypted are readable wherever they end up.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    configOnlyExemption: true,
    options: () =>
        z.strictObject({
            /** Whether the key must be one of one's own, which can be taken away, and not the one that AWS keeps for RDS. */
            requireKms: flag.default(false),
        }),
    types: [INSTANCE, CLUSTER],
    check(subject, verdict, { options }) {
        if (isReplica(subject)) return;
        const because = "it cannot be switched on later, only by a restore into a new database";
        demandSwitch(subject, verdict, { path: "storageEncrypted", wanted: true, unset: false, because });
        if (!options.requireKms) return;
        const remedy = "kmsKeyId: key.arn,";
        demandPresence(inputsOf(subject), verdict, { path: "kmsKeyId", wanted: "the ARN of a key", remedy });
    },
});
