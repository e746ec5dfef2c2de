/** Reads Pulumi.yaml and Pulumi.<stack>.yaml and hands the values over as the CLI does: strings, and JSON for the rest. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { didYouMean } from "../config/nearest.ts";
import { InputError } from "../config/problem.ts";
import { secretMask } from "./masks.ts";

export interface StackSettings {
    readonly project: string;
    /** File of the program, from the project's root. */
    readonly main: string;
    /** Config by full key, `strata:sites`. */
    readonly config: Readonly<Record<string, string>>;
    readonly secretKeys: readonly string[];
}

type Map = Readonly<Record<string, unknown>>;

/** Changes the parsed config before it is handed over: what a test would write into the file. */
export type EditConfig = (config: Record<string, unknown>) => void;

export function stackNames(root: URL): readonly string[] {
    return readdirSync(root)
        .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
        .toSorted();
}

export function readStack(root: URL, stack: string, edit: EditConfig = () => undefined): StackSettings {
    const file = `Pulumi.${stack}.yaml`;
    if (!existsSync(new URL(file, root))) {
        const allowed = stackNames(root);
        const message = `there is no stack "${stack}", allowed: ${allowed.join(", ")}. ${didYouMean(stack, allowed)}`;
        throw new InputError([{ file, path: "", message: message.trim() }]);
    }
    const project = readYaml(root, "Pulumi.yaml");
    const name = String(project["name"]);
    const qualified = (key: string): string => (key.includes(":") ? key : `${name}:${key}`);
    const values: Record<string, unknown> = {};
    for (const [key, declared] of Object.entries(asMap(project["config"]))) {
        const { value, default: fallback = value } = asMap(declared);
        if (fallback !== undefined) values[qualified(key)] = fallback;
    }
    for (const [key, value] of Object.entries(asMap(readYaml(root, file)["config"]))) values[qualified(key)] = value;
    edit(values);

    const secretKeys = Object.keys(values).filter((key) => "secure" in asMap(values[key]));
    return {
        project: name,
        main: typeof project["main"] === "string" ? project["main"] : "index.ts",
        config: Object.fromEntries(
            Object.entries(values).map(([key, value]) => [key, secretKeys.includes(key) ? secretMask : asText(value)]),
        ),
        secretKeys,
    };
}

function readYaml(root: URL, file: string): Map {
    const document = parseDocument(readFileSync(new URL(file, root), "utf8"), { prettyErrors: true });
    if (document.errors.length > 0) {
        throw new InputError(
            document.errors.map(({ message, linePos }) => {
                const [first = ""] = message.split("\n");
                const [start] = linePos ?? [];
                const path = start === undefined ? "" : `line ${start.line}, column ${start.col}`;
                return { file, path, message: `is no YAML: ${first.replace(/ at line \d+, column \d+:?$/, "")}.` };
            }),
        );
    }
    const value: unknown = document.toJS();
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw new InputError([{ file, path: "", message: "allowed: a map with the key config." }]);
    }
    return value as Map;
}

const asMap = (value: unknown): Map =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Map) : {};

const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
