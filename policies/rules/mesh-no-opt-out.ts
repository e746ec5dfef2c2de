import { celList, celText } from "../admission/cel.ts";
import type { Subject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { fields, isPresent, show, text } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

/** Labels and annotations by which a pod or namespace stays out, and the values that say so. */
const SWITCHES: Readonly<Record<string, readonly string[]>> = {
    "sidecar.istio.io/inject": ["false"],
    "istio-injection": ["disabled"],
    "linkerd.io/inject": ["disabled"],
};
/** Annotations that let some of the traffic past the proxy. */
const GAPS = /^(config\.linkerd\.io\/skip-(inbound|outbound)-ports|traffic\.sidecar\.istio\.io\/exclude\w+)$/;

interface Notes {
    readonly path: string;
    readonly values: unknown;
}

function judgeSwitches({ path, values }: Notes, verdict: Verdict): void {
    const written = fields(values);
    for (const [name, off] of Object.entries(SWITCHES)) {
        const value = text(written[name]);
        if (value === UNKNOWN) verdict.unknown(`${path}.${name}`);
        else if (value !== undefined && off.includes(value.toLowerCase()))
            verdict.bad({
                message: `${path} ${name} is ${show(value)}: it stays out of the mesh`,
                remedy: `${name}: null   # at ${path}: remove`,
            });
    }
}

function judgeGaps({ path, values }: Notes, verdict: Verdict): void {
    for (const [name, value] of Object.entries(fields(values))) {
        if (!GAPS.test(name)) continue;
        if (value === UNKNOWN) verdict.unknown(`${path}.${name}`);
        else if (isPresent(value))
            verdict.bad({
                message: `${path} ${name} is ${show(value)}: that traffic goes past the mesh`,
                remedy: `${name}: null   # at ${path}: remove, or for Linkerd: config.linkerd.io/opaque-ports`,
            });
    }
}

function notesOf(subject: Subject): Notes[] {
    return [
        { path: "metadata.labels", values: subject.kube?.labels },
        { path: "metadata.annotations", values: subject.notes },
    ];
}

/** Pods and namespaces both have `labels` and `annotations` there. */
const CEL = ["labels", "annotations"]
    .flatMap((notes) => [
        ...Object.entries(SWITCHES).map(
            ([name, off]) =>
                `(variables.${notes}[?${celText(name)}].orValue("").lowerAscii() in ${celList(off)} ? ["${name} says that it stays out of the mesh"] : [])`,
        ),
        `variables.${notes}.filter(n, n.matches(${celText(GAPS.source)}) && variables.${notes}[n] != "").map(n, n + " lets traffic go past the mesh")`,
    ])
    .join(" + ");

export const rule = defineRule({
    name: "mesh-no-opt-out",
    title: "Nothing stays out of the mesh",
    rationale: "A pod without a proxy, or a port past it, is where the mesh's promises end without a word.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    pods: "all",
    checkPod(subject, verdict) {
        const { pod } = subject;
        // Of a bare Pod these are the object's own.
        const path = pod.specPath === "spec" ? "" : pod.specPath.replace(/spec$/, "");
        const notes: Notes[] = [
            { path: `${path}metadata.labels`, values: pod.labels },
            { path: `${path}metadata.annotations`, values: pod.annotations },
        ];
        for (const each of notes) {
            judgeSwitches(each, verdict);
            judgeGaps(each, verdict);
        }
    },
    types: ["kubernetes:core/v1:Namespace"],
    check(subject, verdict) {
        for (const each of notesOf(subject)) {
            judgeSwitches(each, verdict);
            judgeGaps(each, verdict);
        }
    },
    cel: () => ({ pods: { faults: CEL }, namespaces: { faults: CEL } }),
});
