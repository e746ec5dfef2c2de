/** docs/policies/exemptions.md: every exemption that counts in a stack, from its file and from what its program makes. */
import { readPolicySettings } from "../../config/policy-settings.ts";
import { environmentOf, type Exemption } from "../../policies/judge.ts";
import { judgeRecording } from "../../preview/judge.ts";
import type { Recording } from "../../preview/recording.ts";
import { nameOf } from "../../preview/verdict.ts";
import { code, sections, table } from "./markdown.ts";

interface Written {
    readonly exemption: Exemption;
    /** The object, or the pattern of objects. */
    readonly resource: string;
    readonly where: "stack file" | "object";
}

export function exemptionsPage(recordings: readonly Recording[]): string {
    const rows = new Map<string, { readonly written: Written; readonly stacks: string[] }>();
    for (const recording of recordings) {
        for (const written of exemptionsOf(recording)) {
            const { rule, reason, by, until } = written.exemption;
            const key = JSON.stringify([rule, written.resource, reason, by, until, written.where]);
            const row = rows.get(key) ?? { written, stacks: [] };
            rows.set(key, row);
            if (!row.stacks.includes(recording.stack)) row.stacks.push(recording.stack);
        }
    }
    return sections([
        "# Exemptions",
        "Generated from `strata:policies.exemptions` in the stack files and from the objects that each stack would make (`npm run generate`). A preview lists in its verdict what each of them covers. One that has expired, or that nothing needs, is a finding of [policy-exemptions](policy-exemptions.md).",
        rows.size === 0
            ? `No stack has one: ${recordings.map(({ stack }) => code(stack)).join(", ")}.`
            : rowsTable([...rows].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    ]);
}

type Row = readonly [string, { readonly written: Written; readonly stacks: readonly string[] }];

function rowsTable(rows: readonly Row[]): string {
    return table(
        ["Rule", "Resource", "Stacks", "Reason", "Owner", "Last day", "Written in the"],
        rows.map(([, { written, stacks }]) => [
            `[${written.exemption.rule}](${written.exemption.rule}.md)`,
            code(written.resource),
            stacks.join(", "),
            written.exemption.reason,
            written.exemption.by,
            written.exemption.until,
            written.where,
        ]),
    );
}

function exemptionsOf(recording: Recording): readonly Written[] {
    const { stack, config } = recording;
    const environment = environmentOf(config["strata:environment"] ?? stack);
    const inFile = readPolicySettings(environment, config["strata:policies"]).settings.exemptions;
    const onObjects = judgeRecording(recording).flatMap(({ urn, exemption }): readonly Written[] =>
        exemption?.resource === urn ? [{ exemption, resource: nameOf(urn), where: "object" }] : [],
    );
    return [
        ...inFile.map((exemption) => ({ exemption, resource: exemption.resource, where: "stack file" }) as const),
        ...onObjects,
    ];
}
