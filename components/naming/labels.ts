/** The recommended labels of Kubernetes, from one place: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ */

export interface LabelArgs {
    readonly system: string;
    /** Name of the objects: what `kubectl get` shows. */
    readonly name: string;
    /** What it is for its system: service, database, cache, job. */
    readonly component: string;
    readonly version?: string;
}

/** The two that select pods. A selector cannot change, so nothing that ever changes is among them. */
export function selectorLabels({ system, name }: Pick<LabelArgs, "system" | "name">): Record<string, string> {
    return { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": system };
}

export function labels(args: LabelArgs): Record<string, string> {
    return {
        ...selectorLabels(args),
        "app.kubernetes.io/component": args.component,
        "app.kubernetes.io/managed-by": "pulumi",
        ...(args.version === undefined ? {} : { "app.kubernetes.io/version": labelValue(args.version) }),
    };
}

/** A tag may hold characters and a length that a label value may not; a digest behind it says nothing to a reader. */
function labelValue(text: string): string {
    return text
        .replace(/@.*$/, "")
        .replaceAll(/[^A-Za-z0-9._-]/g, "-")
        .slice(0, 63)
        .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
}
