/** How long it takes to connect to the database and to query it, from inside of the system's own pods. */
import type { Findings } from "../live/findings.ts";
import type { LiveSystem } from "../live/live-site.ts";
import { psql } from "../live/psql.ts";
import { toolboxOf, whyNot, type Toolbox, type ToolboxDatabase } from "../live/toolbox.ts";

const samples = 5;
const port = 5432;

/** Microseconds, one line for each connection; bash 5 has both the clock and the socket. */
const connect = `for ((i = 0; i < $3; i++)); do
    start=\${EPOCHREALTIME/[.,]/}
    exec 3<>"/dev/tcp/$1/$2" || exit 1
    end=\${EPOCHREALTIME/[.,]/}
    exec 3>&-
    echo "$((end - start))"
done`;

export async function diagnoseLatency(live: LiveSystem, findings: Findings): Promise<void> {
    const toolbox = toolboxOf(live);
    if (!(await toolbox.complete(findings))) return;
    for (const database of toolbox.databases) {
        await measureConnect(toolbox, database, findings);
        await measureQuery(toolbox, database, findings);
    }
}

/** A ping would say nothing: neither a Service nor a managed database answers ICMP. */
async function measureConnect(toolbox: Toolbox, { spec }: ToolboxDatabase, findings: Findings): Promise<void> {
    const result = await toolbox.run([
        "/bin/bash",
        "-c",
        connect,
        "bash",
        spec.objectName,
        String(port),
        String(samples),
    ]);
    const times = result.stdout.split("\n").flatMap((line) => (/^\d+$/.test(line) ? [Number(line) / 1000] : []));
    report(`TCP connect to ${spec.objectName}:${port}`, times, whyNot(result), findings);
}

async function measureQuery(toolbox: Toolbox, database: ToolboxDatabase, findings: Findings): Promise<void> {
    const queries = Array.from({ length: samples }, () => ["-c", "SELECT 1;"]).flat();
    const result = await toolbox.run(psql(database, ["-c", "\\timing on", ...queries]));
    const times = [...result.stdout.matchAll(/^Time: (\d+\.\d+) ms/gm)].map(([, time]) => Number(time));
    report(`SELECT 1 on ${database.spec.objectName}`, times, whyNot(result), findings);
}

function report(what: string, times: readonly number[], failure: string, findings: Findings): void {
    const sorted = times.toSorted((a, b) => a - b);
    const [fastest, slowest, median] = [sorted[0], sorted.at(-1), sorted[Math.floor(sorted.length / 2)]];
    if (fastest === undefined || slowest === undefined || median === undefined || times.length < samples) {
        findings.fail(what, failure);
        return;
    }
    const range = `${fastest.toFixed(1)} to ${slowest.toFixed(1)} ms`;
    findings.pass(what, `${median.toFixed(1)} ms (${range}, ${samples} times)`);
}
