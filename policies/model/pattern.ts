/** Whether the text matches the pattern, in which * stands for anything, also nothing. */
export function matchesPattern(pattern: string, text: string): boolean {
    if (!pattern.includes("*")) return pattern === text;
    const [first = "", ...rest] = pattern.split("*");
    const last = rest.pop() ?? "";
    if (!text.startsWith(first) || !text.endsWith(last)) return false;
    let position = first.length;
    for (const part of rest) {
        const found = text.indexOf(part, position);
        if (found < 0) return false;
        position = found + part.length;
    }
    return position <= text.length - last.length;
}
