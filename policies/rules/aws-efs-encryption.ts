import { noOptions } from "../options.ts";
import { defineRule } from "../rule.ts";
import { demandSwitch } from "../shared/switches.ts";

export const rule = defineRule({
    name: "aws-efs-encryption",
    title: "File systems of EFS are encrypted",
    rationale: "Files that many servers share end up in backups and copies, readable unless they are encrypted.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    types: ["aws:efs/fileSystem:FileSystem"],
    check(subject, verdict) {
        const because = "it cannot be switched on later, only by copying everything";
        demandSwitch(subject, verdict, { path: "encrypted", wanted: true, unset: false, because });
    },
});
