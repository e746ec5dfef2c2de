import type { PodSubject } from "../model/stack.ts";
import type { Subject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { at, fields, items, text, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

/** What a masked secret reads as; its text is not there to judge. */
const MASKED = "[secret]";

interface Fault {
    /** The part at fault, without the rest of the value: that may hold a password. */
    readonly found: string;
    readonly wanted: string;
}

interface Pattern {
    readonly expression: RegExp;
    readonly wanted: string;
}

const IN_URLS: readonly Pattern[] = [
    { expression: /\bsslmode=(?:disable|allow|prefer)\b/i, wanted: "sslmode=verify-full" },
    { expression: /\bssl-mode=(?:DISABLED|PREFERRED)\b/i, wanted: "ssl-mode=VERIFY_IDENTITY" },
    { expression: /[?&;](?:tls|ssl|useSSL|encrypt)=(?:false|0|no|off)\b/i, wanted: "tls=true" },
    { expression: /\btlsAllowInvalidCertificates=true\b/i, wanted: "tlsAllowInvalidCertificates=false" },
    { expression: /\bssl_cert_reqs=none\b/i, wanted: "ssl_cert_reqs=required" },
];

/** One look at the many values that are no connections. */
const WORTH_A_LOOK = /ssl|tls|encrypt|redis:/i;
const PLAIN_ELASTICACHE = /\bredis:\/\/[^\s,/]*\.cache\.amazonaws\.com/i;

const VARIABLES: ReadonlyMap<string, Pattern> = new Map([
    ["PGSSLMODE", { expression: /^(?:disable|allow|prefer)$/i, wanted: "verify-full" }],
    ["NODE_TLS_REJECT_UNAUTHORIZED", { expression: /^0$/, wanted: "1, with NODE_EXTRA_CA_CERTS for an own authority" }],
    ["PYTHONHTTPSVERIFY", { expression: /^0$/, wanted: "1" }],
]);

const CONNECTION_NAME = /(^|_)(URL|URI|DSN|SSLMODE|CONNECTION(_?STRING)?)$|CONNECTIONSTRING|PGSSLMODE/i;

function faultOf(name: string, value: string): Fault | undefined {
    const variable = VARIABLES.get(name);
    if (variable?.expression.test(value.trim()) === true) return { found: value.trim(), wanted: variable.wanted };
    if (!WORTH_A_LOOK.test(value)) return undefined;
    for (const { expression, wanted } of IN_URLS) {
        const [found] = expression.exec(value) ?? [];
        if (found !== undefined) return { found: found.replace(/^[?&;]/, ""), wanted };
    }
    return PLAIN_ELASTICACHE.test(value) ? { found: "redis:// to ElastiCache", wanted: "rediss://" } : undefined;
}

interface Place {
    readonly title: string;
    readonly path: string;
    readonly name: string;
}

function judgeValue(place: Place, value: unknown, verdict: Verdict): void {
    const written = text(value);
    if (written === UNKNOWN || written === MASKED) {
        // Most unknown values are no connections, and a word about each would hide those that are.
        if (CONNECTION_NAME.test(place.name)) verdict.unknown(place.path);
        return;
    }
    const fault = faultOf(place.name, written ?? "");
    if (fault === undefined) return;
    verdict.bad({
        message: `${place.title} ${place.name} says ${fault.found}; wanted is ${fault.wanted}`,
        remedy: `${place.name}: "...${fault.wanted}..."   # at ${place.path}`,
    });
}

function judgePod({ pod }: PodSubject, verdict: Verdict): void {
    for (const container of pod.containers) {
        const written = container.fields["env"];
        if (written === UNKNOWN) verdict.unknown(`${container.path}.env`);
        for (const [index, entry] of items(written).entries()) {
            const name = textOr(at(entry, "name"));
            const path = `${container.path}.env[${index}].value`;
            judgeValue({ title: `${container.title} env`, path, name }, at(entry, "value"), verdict);
        }
    }
}

/** base64 that is none decodes to something that no pattern finds. */
function decoded(value: unknown): unknown {
    return typeof value === "string" && value !== MASKED ? Buffer.from(value, "base64").toString("utf8") : value;
}

function judgeData(subject: Subject, verdict: Verdict): void {
    const isSecret = subject.kube?.kind === "Secret";
    for (const field of isSecret ? ["stringData", "data"] : ["data"]) {
        for (const [name, value] of Object.entries(fields(subject.props[field]))) {
            const plain = isSecret && field === "data" ? decoded(value) : value;
            judgeValue({ title: `${field} key`, path: `${field}.${name}`, name }, plain, verdict);
        }
    }
}

export const rule = defineRule({
    name: "db-client-tls",
    title: "Clients of databases insist on TLS",
    rationale: "A server that demands TLS is half of it: a client that accepts any certificate talks to anybody.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    pods: "all",
    checkPod: judgePod,
    types: ["kubernetes:core/v1:Secret", "kubernetes:core/v1:ConfigMap"],
    check: judgeData,
});
