import { isOn, parameterOf } from "../model/parameter-groups.ts";
import { policyDocument } from "../model/policy-document.ts";
import { referenceTo, type Reference } from "../model/references.ts";
import type { Stack } from "../model/stack.ts";
import type { Subject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { isPresent, show, text, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { demand, inputsOf } from "../shared/demands.ts";
import { refusalSnippet, refusesPlainRequests } from "../shared/tls-only.ts";
import { UNKNOWN } from "../unknown.ts";

type Judge = (subject: Subject, verdict: Verdict, stack: Stack) => void;

/** Between clients and brokers, and between brokers; AWS and the provider encrypt both where nothing is said. */
function judgeKafka(cluster: Subject, verdict: Verdict): void {
    const inputs = inputsOf(cluster);
    demand(inputs, verdict, {
        path: "encryptionInfo.encryptionInTransit.clientBroker",
        meets: (value) => value === undefined || value === "TLS",
        wanted: "TLS",
    });
    demand(inputs, verdict, {
        path: "encryptionInfo.encryptionInTransit.inCluster",
        meets: (value) => value !== false && value !== "false",
        wanted: true,
    });
}

/** What answers plain HTTP unless a policy on it refuses: the input that names it there, and what must be refused. */
interface Guarded {
    readonly what: string;
    readonly action: string;
    /** The input that the policies mean it by. */
    readonly name: string;
    readonly policies: Reference;
}

/** The last part of an ARN or of an address. */
const lastOf = (separator: string) => (written: string) => written.slice(written.lastIndexOf(separator) + 1);

const GUARDED: Readonly<Record<string, Guarded>> = {
    "aws:sqs/queue:Queue": {
        what: "queue",
        action: "sqs:*",
        name: "name",
        policies: referenceTo(["aws:sqs/queuePolicy:QueuePolicy"], "queueUrl", lastOf("/")),
    },
    "aws:sns/topic:Topic": {
        what: "topic",
        action: "sns:Publish",
        name: "name",
        policies: referenceTo(["aws:sns/topicPolicy:TopicPolicy"], "arn", lastOf(":")),
    },
    "aws:efs/fileSystem:FileSystem": {
        what: "file system",
        action: "elasticfilesystem:ClientMount",
        name: "id",
        policies: referenceTo(["aws:efs/fileSystemPolicy:FileSystemPolicy"], "fileSystemId"),
    },
};

function judgeGuarded({ what, action, name, policies }: Guarded): Judge {
    return (subject, verdict, stack) => {
        const { found, perhaps } = policies(stack, subject, subject.props[name] ?? UNKNOWN);
        const written = [subject, ...found].map(({ props }) => props["policy"]).filter(isPresent);
        const answers = written.map((policy) => refusesPlainRequests(policyDocument(policy), { action }));
        if (answers.includes(true)) return;
        if (answers.includes(UNKNOWN) || (written.length === 0 && perhaps.length > 0))
            verdict.unknown(`the policy of the ${what}`);
        else
            verdict.bad({
                message: `the ${what} has no policy that refuses ${action} without TLS`,
                remedy: refusalSnippet(action, "arn"),
            });
    };
}

/** Both have it on where nothing is said. */
function judgeParameter(name: string, wanted: string, isGood: (value: string) => boolean): Judge {
    return (group, verdict) => {
        const value = parameterOf(group, name);
        if (value === UNKNOWN) verdict.unknown("parameters");
        else if (value !== undefined && !isGood(value))
            verdict.bad({
                message: `the group sets ${name} to ${show(value)}; wanted is ${wanted}`,
                remedy: `parameters: [{ name: "${name}", value: "${wanted}" }]`,
            });
    };
}

/** Sources and targets that are reached as databases; the others have settings of their own. */
const DATABASES =
    /^(aurora|aurora-postgresql|azuredb|db2|db2-zos|docdb|mariadb|mongodb|mysql|oracle|postgres|sqlserver|sybase)$/;

function judgeMigration(endpoint: Subject, verdict: Verdict): void {
    const engine = text(endpoint.props["engineName"]);
    if (engine === UNKNOWN) verdict.unknown("engineName");
    else if (DATABASES.test(engine ?? ""))
        demand(inputsOf(endpoint), verdict, {
            path: "sslMode",
            meets: (value) => /^(require|verify-ca|verify-full)$/.test(textOr(value)),
            wanted: "verify-full",
            because: "or require or verify-ca, where the engine has no better one",
        });
}

const JUDGES: Readonly<Record<string, Judge>> = {
    "aws:msk/cluster:Cluster": judgeKafka,
    "aws:docdb/clusterParameterGroup:ClusterParameterGroup": judgeParameter(
        "tls",
        "enabled",
        (value) => value !== "disabled",
    ),
    "aws:neptune/clusterParameterGroup:ClusterParameterGroup": judgeParameter("neptune_enforce_ssl", "1", isOn),
    "aws:dms/endpoint:Endpoint": judgeMigration,
    ...Object.fromEntries(Object.entries(GUARDED).map(([type, guarded]) => [type, judgeGuarded(guarded)])),
};

export const rule = defineRule({
    name: "aws-msg-tls",
    title: "Queues, topics, brokers, file systems and document databases are reached over TLS only",
    rationale: "They carry the same data as databases do, and some of them take plain connections beside TLS.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    joins: () => true,
    types: Object.keys(JUDGES),
    check(subject, verdict, { stack }) {
        JUDGES[subject.type]?.(subject, verdict, stack);
    },
});
