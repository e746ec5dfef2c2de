import { z } from "zod";
import { number } from "../options.ts";
import { at, count, text } from "../read.ts";
import { defineRule } from "../rule.ts";
import { inputSnippet } from "../shared/demands.ts";
import { judgeOpenPolicy } from "../shared/open-policy.ts";
import { demandSwitch } from "../shared/switches.ts";
import type { Subject } from "../model/subject.ts";
import { UNKNOWN } from "../unknown.ts";

const KEY = "aws:kms/key:Key";
const WINDOW = "deletionWindowInDays";

/** KMS turns over no keys that sign, and none whose material is ours. */
function canRotate({ type, props }: Subject): boolean {
    const usage = text(at(props, "keyUsage")) ?? "ENCRYPT_DECRYPT";
    const spec = text(at(props, "customerMasterKeySpec")) ?? "SYMMETRIC_DEFAULT";
    const ownStore = at(props, "customKeyStoreId") !== undefined;
    return type === KEY && usage === "ENCRYPT_DECRYPT" && spec === "SYMMETRIC_DEFAULT" && !ownStore;
}

export const rule = defineRule({
    name: "aws-kms-rotation",
    title: "Keys are turned over each year, deleted slowly, and not for everybody",
    rationale: "What is encrypted with a lost key is lost, and what a leaked key has encrypted is read.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: () =>
        z.strictObject({
            /** Days in which a deletion can be taken back. */
            window: number.default(14),
        }),
    types: [KEY, "aws:kms/externalKey:ExternalKey", "aws:kms/replicaKey:ReplicaKey", "aws:kms/keyPolicy:KeyPolicy"],
    check(subject, verdict, { options }) {
        const { props } = subject;
        if (canRotate(subject)) {
            const because = "one leak would open all that was ever encrypted";
            demandSwitch(subject, verdict, { path: "enableKeyRotation", wanted: true, unset: false, because });
        }
        const window = count(at(props, WINDOW));
        if (window === UNKNOWN) verdict.unknown(WINDOW);
        else if (window !== undefined && window < options.window)
            verdict.bad({
                message: `${WINDOW} is ${window}; wanted are at least ${options.window} to notice a mistake`,
                remedy: inputSnippet(WINDOW, 30),
            });
        judgeOpenPolicy({ path: "policy", value: at(props, "policy"), why: "use the key" }, verdict);
    },
});
