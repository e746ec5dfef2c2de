/** Whether the text matches the pattern, in which * stands for anything, also nothing. */
export function matchesPattern(pattern: string, text: string): boolean {
    const [first = "", ...rest] = pattern.split("*");
    const last = rest.pop();
    if (last === undefined) return pattern === text;
    if (!text.startsWith(first) || !text.endsWith(last)) return false;
    let position = first.length;
    for (const part of rest) {
        const found = text.indexOf(part, position);
        if (found < 0) return false;
        position = found + part.length;
    }
    return position <= text.length - last.length;
}
