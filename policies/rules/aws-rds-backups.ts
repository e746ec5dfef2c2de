import { z } from "zod";
import { CLUSTER, INSTANCE, isReplica } from "../model/databases.ts";
import { flag, number } from "../options.ts";
import { countOr } from "../read.ts";
import { defineRule } from "../rule.ts";
import { demand, inputsOf } from "../shared/demands.ts";
import { demandSwitch } from "../shared/switches.ts";
import type { Tier } from "../types.ts";

const MIN_DAYS: Readonly<Record<Tier, number>> = { dev: 1, staging: 7, prod: 14 };

export const rule = defineRule({
    name: "aws-rds-backups",
    title: "Databases of RDS are backed up, long enough to notice a loss",
    rationale: "A wrong deletion is often found days later, and can be undone only as far back as backups go.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: (tier) =>
        z.strictObject({
            /** Days to any second of which the database can be restored. */
            minDays: number.default(MIN_DAYS[tier]),
            /** Whether a database that is deleted leaves a snapshot. */
            finalSnapshot: flag.default(tier === "prod"),
            /** Whether snapshots carry the database's tags, by which costs and rights are told. */
            copyTags: flag.default(false),
        }),
    types: [INSTANCE, CLUSTER],
    check(subject, verdict, { options }) {
        if (isReplica(subject)) return;
        demand(inputsOf(subject), verdict, {
            path: "backupRetentionPeriod",
            // The provider asks for no backups where nothing is written.
            meets: (value) => countOr(value, 0) >= options.minDays,
            wanted: options.minDays,
            because: "days, or more",
        });
        if (options.finalSnapshot)
            demandSwitch(subject, verdict, {
                path: "skipFinalSnapshot",
                wanted: false,
                unset: false,
                because: "what is deleted by mistake would leave nothing",
            });
        if (options.copyTags)
            demandSwitch(subject, verdict, {
                path: "copyTagsToSnapshot",
                wanted: true,
                unset: false,
                because: "nobody can tell whose a snapshot is",
            });
    },
});
