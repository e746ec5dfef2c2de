import { CLUSTER, CLUSTER_INSTANCE, INSTANCE, isReplica } from "../model/databases.ts";
import { isSecretPath } from "../model/secretness.ts";
import type { Subject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { isPresent, isTrue, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { demand, inputsOf } from "../shared/demands.ts";
import { demandSwitch } from "../shared/switches.ts";
import { UNKNOWN } from "../unknown.ts";

const REMEDY = "manageMasterUserPassword: true, masterUserSecretKmsKeyId: key.arn,";

/** Authorities whose certificates have run out. */
const RETIRED = /^rds-ca-20\d\d$/;

/** Where a database that is restored or joins a global one has its master from. */
const INHERITS = ["snapshotIdentifier", "restoreToPointInTime", "globalClusterIdentifier"] as const;

/** The value itself is never shown. */
function judgePassword(subject: Subject, verdict: Verdict): void {
    const { props, resource } = subject;
    const input = subject.type === CLUSTER ? "masterPassword" : "password";
    if (isTrue(props["manageMasterUserPassword"]) || isPresent(props[`${input}Wo`])) return;
    if (props["manageMasterUserPassword"] === UNKNOWN) verdict.unknown("manageMasterUserPassword");
    else if (!isPresent(props[input])) {
        if (INHERITS.some((each) => isPresent(props[each]))) return;
        verdict.bad({ message: "manageMasterUserPassword is not set; wanted is true", remedy: REMEDY });
    } else if (resource.secretPaths === undefined || props[input] === UNKNOWN)
        verdict.unknown(`whether ${input} is a secret`);
    else if (!isSecretPath(resource, input))
        verdict.bad({
            message: `${input} is plain text in the inputs; wanted is manageMasterUserPassword, or a secret of Pulumi`,
            remedy: REMEDY,
        });
}

function judgeAuthority(subject: Subject, verdict: Verdict): void {
    const path = subject.type === CLUSTER ? "caCertificateIdentifier" : "caCertIdentifier";
    demand(inputsOf(subject), verdict, {
        path,
        meets: (value) => !RETIRED.test(textOr(value)),
        wanted: "rds-ca-rsa2048-g1",
        because: "or another one of that generation; clients refuse what this one signs",
        remedy: `${path}: "rds-ca-rsa2048-g1",`,
    });
}

export const rule = defineRule({
    name: "aws-rds-master-secret",
    title: "The password of a database's master is nowhere in plain text",
    rationale:
        "A password in the program is in its history, in the state and in every diff, for whoever reads one of them.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    types: [INSTANCE, CLUSTER, CLUSTER_INSTANCE],
    check(subject, verdict) {
        judgeAuthority(subject, verdict);
        if (subject.type === CLUSTER_INSTANCE || isReplica(subject)) return;
        judgePassword(subject, verdict);
        demandSwitch(subject, verdict, {
            path: "iamDatabaseAuthenticationEnabled",
            wanted: true,
            unset: false,
            because: "people and tools would share the master's password",
            level: "advisory",
        });
    },
});
