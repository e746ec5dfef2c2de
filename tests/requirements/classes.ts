/** What the five systems' documents ask for, one line by requirement: `classes.tsv`. */
import { readFileSync } from "node:fs";

/** A Kubernetes or cloud object; a command; a document; something that was decided otherwise, with the reason. */
export const classes = ["object", "command", "document", "superseded"] as const;
export type Class = (typeof classes)[number];

export interface Requirement {
    /** `PMS-66` */
    readonly id: string;
    readonly class: Class;
}

/** Beginning of its ids, by name of the system. */
export const prefixes: Readonly<Record<string, string>> = {
    PMS: "PMS",
    "Pandora Exchange": "PAN",
    WebGrip: "WEB",
    MITA: "MITA",
    "Quant Trading": "QNT",
};

export function readRequirements(): readonly Requirement[] {
    return rows().map(([id = "", name], index) => {
        const found = classes.find((candidate) => candidate === name);
        if (found === undefined) throw new Error(`classes.tsv, line ${index + 2}: "${name}" is no class`);
        return { id, class: found };
    });
}

/** Ids of those that are met otherwise than their document says, wholly or in part. */
export function decidedOtherwise(): readonly string[] {
    return rows().flatMap(([id = "", , , , decision = ""]) => (decision === "" ? [] : [id]));
}

function rows(): readonly (readonly string[])[] {
    const [, ...lines] = readFileSync(new URL("classes.tsv", import.meta.url), "utf8")
        .trimEnd()
        .split("\n");
    return lines.map((line) => line.split("\t"));
}
