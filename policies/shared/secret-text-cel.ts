/** secret-text.ts for the API server, in the expressions that CEL has: they cannot look ahead. */
import { celText } from "../admission/cel.ts";
import { CONTENT_WORDS, POINTER, PUBLIC_KEYS, SECRET_WORDS, SHAPES } from "./secret-text.ts";

const celGap = "[^A-Za-z0-9]";
const celTail = `(?:${celGap}*(?i:${[...CONTENT_WORDS].join("|")}))?${celGap}*$`;
const celKey = `(?:${celGap}+(?i:key)|Key)`;

/** A word where one begins: after a gap in any case, or with its first letter great. */
function celWord(words: ReadonlySet<string>): string {
    const camel = [...words].map((word) => `${word.slice(0, 1).toUpperCase()}(?i:${word.slice(1)})`);
    return `(?:(?:^|${celGap})(?i:${[...words].join("|")})|[a-z0-9](?:${camel.join("|")}))`;
}

/** Whether the text `name` is one under which secrets stand, as isSecretName says. */
function celSecretName(name: string): string {
    const matches = (expression: string): string => `${name}.matches(${celText(expression)})`;
    const isWord = matches(celWord(SECRET_WORDS) + celTail);
    const isKey = matches(`[A-Za-z0-9]${celKey}${celTail}`);
    const isPublic = matches(`${celWord(PUBLIC_KEYS)}${celKey}${celTail}`);
    return `(${isWord} || (${isKey} && !${isPublic}))`;
}

/** What the text `value` is, as secretShape says: "" where its shape tells nothing. */
function celSecretShape(value: string): string {
    const tests = SHAPES.map(({ title, expression }) => {
        // A password that is filled in from elsewhere begins with one of the three.
        const source = expression.source.replace("(?![$<{])[^/\\s@]+", "[^$<{/\\s@][^/\\s@]*");
        const flags = expression.flags.includes("i") ? "(?i)" : "";
        return `${value}.matches(${celText(flags + source)}) ? "holds ${title}"`;
    });
    return `${tests.join(" : ")} : ""`;
}

/** Why the text `value` under `name` is a secret, as secretReason says of one line. */
export function celSecretReason(name: string, value: string): string {
    const pointer = `^["']?(?i)${POINTER.source.replace("^", "")}`;
    const isPointer = `(${value} == "" || ${value}.matches(${celText(pointer)}))`;
    const shape = celSecretShape(value);
    const isNamed = `!${value}.contains("\\n") && ${celSecretName(name)} && !${isPointer}`;
    return `(${shape}) != "" ? (${shape}) : ${isNamed} ? "is named like a secret" : ""`;
}
