import { engineOf, forcesTlsByDefault, forcingOf, type Engine, type Forcing } from "../model/database-engines.ts";
import { CLUSTER, INSTANCE } from "../model/databases.ts";
import { referenceTo } from "../model/references.ts";
import type { Stack } from "../model/stack.ts";
import type { Subject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { isTrue, show, text } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { demand, inputsOf } from "../shared/demands.ts";
import { UNKNOWN } from "../unknown.ts";

const INSTANCE_GROUP = "aws:rds/parameterGroup:ParameterGroup";
const CLUSTER_GROUP = "aws:rds/clusterParameterGroup:ClusterParameterGroup";
const PROXY = "aws:rds/proxy:Proxy";

const groupOf = {
    [INSTANCE]: { input: "parameterGroupName", find: referenceTo([INSTANCE_GROUP], "name") },
    [CLUSTER]: { input: "dbClusterParameterGroupName", find: referenceTo([CLUSTER_GROUP], "name") },
};

function remedy({ tls }: Engine): string {
    return `parameters: [{ name: "${tls.parameter}", value: "${tls.on}", applyMethod: "immediate" }]`;
}

function wanted({ tls }: Engine): string {
    return `${tls.parameter} = ${tls.on}`;
}

function found({ engine, written }: Forcing): string {
    return written === undefined
        ? `leaves ${engine.tls.parameter} to the engine, which has it off`
        : `sets ${engine.tls.parameter} to ${show(written)}`;
}

function judgeGroup(group: Subject, verdict: Verdict): void {
    const forcing = forcingOf(group);
    if (forcing === UNKNOWN) verdict.unknown("family");
    if (forcing === UNKNOWN || forcing === undefined) return;
    const { engine, forces } = forcing;
    // What instances of Aurora are told here does not count: the switch is the cluster's.
    if (group.type === INSTANCE_GROUP && engine.name.startsWith("aurora")) return;
    if (forces === UNKNOWN) verdict.unknown("parameters");
    else if (!forces)
        verdict.bad({
            message: `the group ${found(forcing)}; wanted is ${wanted(engine)}`,
            remedy: remedy(engine),
        });
}

/** Without a group of its own a database has the one of its version, whose parameters nobody can change. */
function judgeDefaults(engine: Engine, input: string, verdict: Verdict): void {
    if (forcesTlsByDefault(engine)) return;
    const { name, version, tls } = engine;
    const what = version === "" ? `${name} of no version that is named here` : `${name} ${version}`;
    verdict.bad({
        message: `${input} names no group, and ${what} has ${tls.parameter} off; wanted is a group with ${wanted(engine)}`,
        remedy: `${input}: group.name   // of a group with ${remedy(engine)}`,
    });
}

function judgeDatabase(
    database: Subject,
    kind: typeof INSTANCE | typeof CLUSTER,
    stack: Stack,
    verdict: Verdict,
): void {
    const { props } = database;
    const { input, find } = groupOf[kind];
    const name = text(props[input]);
    if (name === undefined || name === "" || (name !== UNKNOWN && /^default[.:]/.test(name))) {
        const engine = text(props["engine"]);
        const version = text(props["engineVersion"]);
        const known =
            typeof engine === "string" ? engineOf(engine, typeof version === "string" ? version : "") : undefined;
        // A replica and a restored snapshot take it over from where they come from.
        if (engine === UNKNOWN || engine === undefined) verdict.unknown("engine");
        else if (known?.tls.since !== undefined && version === UNKNOWN) verdict.unknown("engineVersion");
        else if (known !== undefined) judgeDefaults(known, input, verdict);
        return;
    }
    const { found: named, perhaps } = find(stack, database, name);
    const forcings = (name === UNKNOWN ? perhaps : named).map(forcingOf);
    const known = forcings.filter((each) => each !== UNKNOWN && each !== undefined);
    const off = known.find(({ forces }) => forces === false);
    if (name !== UNKNOWN && off !== undefined)
        verdict.bad({
            message: `${input} is ${show(name)}, which ${found(off)}; wanted is ${wanted(off.engine)}`,
            remedy: remedy(off.engine),
        });
    else if (forcings.length === 0 || forcings.includes(UNKNOWN) || known.some(({ forces }) => forces !== true))
        verdict.unknown(name === UNKNOWN ? input : `the parameters of ${show(name)}`);
}

export const rule = defineRule({
    name: "aws-rds-force-ssl",
    title: "Databases of RDS refuse connections without TLS",
    rationale:
        "Most engines offer TLS and take clients without it: one of them that forgets sends passwords in the clear.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    configOnlyExemption: true,
    options: noOptions,
    joins: () => true,
    types: [INSTANCE, CLUSTER, INSTANCE_GROUP, CLUSTER_GROUP, PROXY],
    check(subject, verdict, { stack }) {
        if (subject.type === INSTANCE || subject.type === CLUSTER) judgeDatabase(subject, subject.type, stack, verdict);
        else if (subject.type === PROXY)
            demand(inputsOf(subject), verdict, { path: "requireTls", meets: isTrue, wanted: true });
        else judgeGroup(subject, verdict);
    },
});
