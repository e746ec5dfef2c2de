/** What looks like a secret in plain text: by the name it stands under, or by its own shape. Never shows the value. */

/** Words that call their value a secret when a name ends with them: DB_PASSWORD, my-token, clientSecret. */
export const SECRET_WORDS: ReadonlySet<string> = new Set([
    "apikey",
    "credential",
    "credentials",
    "passphrase",
    "passwd",
    "password",
    "pwd",
    "secret",
    "token",
]);

/** "key" is a secret only with a word before it, and not with these. */
export const PUBLIC_KEYS: ReadonlySet<string> = new Set([
    "affinity",
    "annotation",
    "cache",
    "config",
    "foreign",
    "group",
    "hash",
    "idempotency",
    "label",
    "lookup",
    "map",
    "message",
    "object",
    "partition",
    "primary",
    "public",
    "routing",
    "row",
    "s3",
    "selector",
    "sort",
    "topology",
]);

/** AWS_SECRET_KEY_CONTENT is one as AWS_SECRET_KEY is. */
export const CONTENT_WORDS: ReadonlySet<string> = new Set(["content", "data", "pem", "value"]);

/** user_password, userPassword and user.password are the words user and password. */
function wordsOf(name: string): string[] {
    return name
        .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
        .toLowerCase()
        .split(/[^a-z0-9]+/)
        .filter((word) => word !== "");
}

export function isSecretName(name: string): boolean {
    const words = wordsOf(name);
    if (CONTENT_WORDS.has(words.at(-1) ?? "")) words.pop();
    const last = words.at(-1) ?? "";
    if (SECRET_WORDS.has(last)) return true;
    const before = words.at(-2);
    return last === "key" && before !== undefined && !PUBLIC_KEYS.has(before);
}

/** Where the value is not itself the secret: a path, a reference that is filled in elsewhere, a yes or no. */
export const POINTER = /^(?:\/|~\/|\.{1,2}\/|arn:|\$[({]|\{\{|%\w+%$|<[^>]*>$|true$|false$|null$|none$)/i;

export function isPointer(value: string): boolean {
    return value === "" || POINTER.test(value);
}

const NAME_OF_SECRET = /secret$/i;
const KUBERNETES_NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** Charts take secrets by the name of a Secret: existingSecret, tls.secret. */
export function namesSecret(key: string, value: string): boolean {
    return NAME_OF_SECRET.test(key) && KUBERNETES_NAME.test(value);
}

interface Shape {
    readonly title: string;
    readonly expression: RegExp;
}

export const SHAPES: readonly Shape[] = [
    { title: "a private key", expression: /-{3,5}BEGIN [A-Z0-9 ]*PRIVATE KEY/ },
    { title: "an AWS access key", expression: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/ },
    { title: "a GitHub token", expression: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22})/ },
    { title: "a Slack token", expression: /\bxox[abprs]-[A-Za-z0-9-]{10}/ },
    { title: "a JSON web token", expression: /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+/ },
    // $(NAME) and ${NAME} are filled in from elsewhere.
    { title: "a URL with a password", expression: /\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:(?![$<{])[^/\s@]+@/i },
];

/** One look at the many values that have none of these shapes. */
const WORTH_A_LOOK = /PRIVATE KEY|AKIA|ASIA|gh[pousr]_|github_pat_|xox|eyJ|:\/\//;

/** What the value is, in words, where its shape tells. */
export function secretShape(value: string): string | undefined {
    return WORTH_A_LOOK.test(value) ? SHAPES.find(({ expression }) => expression.test(value))?.title : undefined;
}

const SETTING = /^\s*(?:export\s+)?["']?([\w.-]+)["']?\s*[:=]\s*(.*?)\s*,?\s*$/;

/** Why a value under a name is a secret, or undefined. In a file of several lines each setting is read as one. */
export function secretReason(name: string, value: string): string | undefined {
    const shape = secretShape(value);
    if (shape !== undefined) return `holds ${shape}`;
    if (!value.includes("\n")) return isNamedSecret(name, value) ? "is named like a secret" : undefined;
    for (const line of value.split("\n")) {
        const [, key = "", written = ""] = SETTING.exec(line) ?? [];
        if (key !== "" && isNamedSecret(key, written)) return `sets ${key}, which is named like a secret`;
    }
    return undefined;
}

function isNamedSecret(name: string, value: string): boolean {
    return isSecretName(name) && !isPointer(value.replace(/^["']|["']$/g, ""));
}
