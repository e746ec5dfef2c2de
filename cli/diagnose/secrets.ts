/** Whether the Secrets of a system are there, by keys and lengths: a value never reaches this process. */
import { secretName } from "../../systems/check.ts";
import { externalSecretsOf } from "../live/external-secrets.ts";
import type { Findings } from "../live/findings.ts";
import type { LiveSystem } from "../live/live-site.ts";
import { table } from "../output.ts";
import type { StackSystem } from "../stack.ts";

/** kubectl itself puts lengths in place of the values. */
const lengths = '{{range $key, $value := .data}}{{$key}} {{len (base64decode $value)}}{{"\\n"}}{{end}}';

export async function diagnoseSecrets(live: LiveSystem, findings: Findings): Promise<void> {
    for (const { name, ready, summary } of await externalSecretsOf(live)) {
        findings.check(ready, `external secret ${name}`, summary);
    }
    for (const name of secretsOf(live.system)) await describeSecret(live, name, findings);
}

async function describeSecret({ kubectl, system }: LiveSystem, name: string, findings: Findings): Promise<void> {
    const args = ["get", "secret", name, "--namespace", system.namespace, "--output", `go-template=${lengths}`];
    const { code, stdout, stderr } = await kubectl.run(args);
    if (code !== 0) {
        findings.fail(`secret ${name}`, stderr.trim());
        return;
    }
    const keys = stdout.split("\n").flatMap((line) => {
        const [, key, length] = /^(\S+) (\d+)$/.exec(line) ?? [];
        return key === undefined || length === undefined ? [] : [{ key, length: Number(length) }];
    });
    const empty = keys.filter(({ length }) => length === 0).map(({ key }) => key);
    const problem = keys.length === 0 ? "has no key" : `empty: ${empty.join(", ")}`;
    const fine = keys.length > 0 && empty.length === 0;
    findings.check(fine, `secret ${name}`, fine ? `${keys.length} keys` : problem);
    table([["  key", "bytes"], ...keys.map(({ key, length }) => [`  ${key}`, String(length)])]);
}

/** Those that its pods read. */
function secretsOf({ spec }: StackSystem): readonly string[] {
    const stores = [...Object.values(spec.databases), ...Object.values(spec.caches)];
    return [
        ...stores.map(({ objectName }) => objectName),
        ...Object.keys(spec.secrets).map((secret) => secretName(spec, secret)),
    ];
}
