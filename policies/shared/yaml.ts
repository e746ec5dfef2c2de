/** Snippets of remedies, with what surrounds a container already written. */
import type { Container } from "../model/container.ts";
import type { Pod } from "../model/pod.ts";
import type { Subject } from "../model/subject.ts";

export function indent(text: string, by: number): string {
    return text.replace(/^(?=.)/gm, " ".repeat(by));
}

/** The value below all these keys. */
export function nested(keys: readonly string[], value: string): string {
    const lines = keys.map((key, depth) => `${"  ".repeat(depth)}${key}:`);
    return `${lines.join("\n")} ${value}`;
}

/** A fragment to merge into the container of that name. */
export function containerSnippet(container: Container, fragment: string): string {
    const list = container.path.replace(/\[\d+\]$/, "").replace(/^.*\./, "");
    return `${list}:\n  - name: ${container.name}\n${indent(fragment, 4)}`;
}

/** A fragment to merge into the pod's spec. */
export function podSnippet(pod: Pod, fragment: string): string {
    const steps = pod.specPath.split(".");
    return [...steps.map((step, depth) => `${"  ".repeat(depth)}${step}:`), indent(fragment, steps.length * 2)].join(
        "\n",
    );
}

/** A fragment to merge into the object's annotations. */
export function annotationSnippet(...annotations: readonly (readonly [string, string])[]): string {
    const lines = annotations.map(([key, value]) => `    ${key}: ${JSON.stringify(value)}`);
    return ["metadata:", "  annotations:", ...lines].join("\n");
}

export function specSnippet(fragment: string): string {
    return `spec:\n${indent(fragment, 2)}`;
}

/** A fragment to merge into a chart's values, at a path of theirs. */
export function valuesSnippet(path: string, fragment: string): string {
    const steps = path.split(".");
    const lines = steps.map((step, depth) => `${"  ".repeat(depth)}${step}:`);
    const last = lines.pop() ?? "";
    return [
        ...lines,
        fragment.includes("\n") ? `${last}\n${indent(fragment, steps.length * 2)}` : `${last} ${fragment}`,
    ].join("\n");
}

/** The stack config that sets a rule's option. */
export function optionSnippet(rule: string, option: string): string {
    return `strata:policies:\n  options:\n    ${rule}: { ${option} }`;
}

/** How messages call an object other than the one they are about. */
export function nameOf(subject: Subject): string {
    const name = subject.kube?.name;
    return `${subject.kube?.kind ?? subject.type} "${typeof name === "string" ? name : subject.resource.name}"`;
}
