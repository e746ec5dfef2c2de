import type { Subject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { isPresent, isTrue, show, text, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { demand, inputsOf } from "../shared/demands.ts";
import type { Tier } from "../types.ts";
import { UNKNOWN } from "../unknown.ts";

const isFalse = (value: unknown): boolean => value === false || value === "false";

/** A list with nothing in it is nothing. */
function isGiven(value: unknown): boolean {
    return isPresent(value) && !(Array.isArray(value) && value.length === 0);
}

function demandTransit(subject: Subject, verdict: Verdict): void {
    demand(inputsOf(subject), verdict, {
        path: "transitEncryptionEnabled",
        meets: isTrue,
        wanted: true,
        because: "what the cache holds and its password travel in the clear",
    });
}

function judgeGroup(subject: Subject, tier: Tier, verdict: Verdict): void {
    demandTransit(subject, verdict);
    if (tier === "prod")
        demand(inputsOf(subject), verdict, {
            path: "transitEncryptionMode",
            // To take clients without TLS has to be asked for.
            meets: (value) => value === undefined || value === "required",
            wanted: "required",
            because: "clients without TLS are still taken",
        });
    if (!["authToken", "authTokenWo", "userGroupIds"].some((input) => isGiven(subject.props[input])))
        verdict.bad({
            message:
                "authToken, authTokenWo and userGroupIds are not set; wanted is one of them: whoever reaches the cache may do everything",
            remedy: "authToken: token.result   // or authTokenWo, or userGroupIds: [group.id]",
        });
}

/** What is no replication group: Memcached, which has no passwords, or one server of Redis, which takes none this way. */
function judgeCluster(subject: Subject, tier: Tier, verdict: Verdict): void {
    if (isPresent(subject.props["replicationGroupId"])) return;
    const engine = text(subject.props["engine"]);
    if (engine === UNKNOWN) verdict.unknown("engine");
    else if (engine !== "memcached")
        verdict.bad({
            message: `engine is ${show(engine)} in a cluster of its own, which takes no password; wanted is a replication group`,
            remedy: "new aws.elasticache.ReplicationGroup(name, { transitEncryptionEnabled: true, authToken: token.result, ... })",
        });
    else if (tier !== "dev") demandTransit(subject, verdict);
}

/** Speaks TLS always; Memcached knows no users. */
function judgeServerless({ props }: Subject, verdict: Verdict): void {
    const engine = text(props["engine"]);
    if (isPresent(props["userGroupId"]) || engine === "memcached") return;
    if (engine === UNKNOWN) verdict.unknown("engine");
    else
        verdict.bad({
            message: "userGroupId is not set: whoever reaches the cache may do everything",
            remedy: "userGroupId: group.id",
        });
}

function judgeUser(subject: Subject, verdict: Verdict): void {
    const inputs = inputsOf(subject);
    // A user that is off gets in with no password either, that is not at all.
    if (/^off\b/.test(textOr(subject.props["accessString"]))) return;
    const remedy = 'authenticationMode: { type: "iam" }';
    demand(inputs, verdict, { path: "noPasswordRequired", meets: (value) => !isTrue(value), wanted: false, remedy });
    demand(inputs, verdict, {
        path: "authenticationMode.type",
        meets: (value) => value !== "no-password-required",
        wanted: "iam or password",
        remedy,
    });
}

function judgeMemory(subject: Subject, verdict: Verdict): void {
    const inputs = inputsOf(subject);
    demand(inputs, verdict, { path: "tlsEnabled", meets: (value) => !isFalse(value), wanted: true });
    demand(inputs, verdict, {
        path: "aclName",
        meets: (value) => value !== "open-access",
        wanted: "a list of users",
        because: "this one lets everybody in",
        remedy: "aclName: acl.name",
    });
}

const JUDGES: Readonly<Record<string, (subject: Subject, tier: Tier, verdict: Verdict) => void>> = {
    "aws:elasticache/replicationGroup:ReplicationGroup": judgeGroup,
    "aws:elasticache/cluster:Cluster": judgeCluster,
    "aws:elasticache/serverlessCache:ServerlessCache": (subject, _tier, verdict) => {
        judgeServerless(subject, verdict);
    },
    "aws:elasticache/user:User": (subject, _tier, verdict) => {
        judgeUser(subject, verdict);
    },
    "aws:memorydb/cluster:Cluster": (subject, _tier, verdict) => {
        judgeMemory(subject, verdict);
    },
};

export const rule = defineRule({
    name: "aws-elasticache-tls-auth",
    title: "Caches speak TLS and ask for a password",
    rationale: "Sessions and tokens lie in a cache, and by default it gives them to whoever connects.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    types: Object.keys(JUDGES),
    check(subject, verdict, { tier }) {
        JUDGES[subject.type]?.(subject, tier, verdict);
    },
});
