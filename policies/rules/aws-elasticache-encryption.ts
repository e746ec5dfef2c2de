import { z } from "zod";
import { flag } from "../options.ts";
import { defineRule } from "../rule.ts";
import { demandPresence, inputsOf } from "../shared/demands.ts";
import { demandSwitch } from "../shared/switches.ts";

export const rule = defineRule({
    name: "aws-elasticache-encryption",
    title: "Caches are encrypted on disk",
    rationale: "A cache writes what it holds to disk when it is copied and backed up.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: (tier) =>
        z.strictObject({
            /** Whether the key must be one of one's own, which can be taken away, and not the one that AWS keeps. */
            requireKms: flag.default(tier === "prod"),
        }),
    types: ["aws:elasticache/replicationGroup:ReplicationGroup"],
    check(subject, verdict, { options }) {
        demandSwitch(subject, verdict, {
            path: "atRestEncryptionEnabled",
            wanted: true,
            // AWS switches it on for Valkey only.
            unset: subject.props["engine"] === "valkey",
            because: "it cannot be switched on later",
        });
        if (options.requireKms)
            demandPresence(inputsOf(subject), verdict, {
                path: "kmsKeyId",
                wanted: "the ARN of a key",
                remedy: "kmsKeyId: key.arn,",
            });
    },
});
