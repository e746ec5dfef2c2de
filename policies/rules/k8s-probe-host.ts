import { celEach } from "../admission/cel.ts";
import type { Container } from "../model/container.ts";
import { PROBES } from "../model/probe.ts";
import { noOptions } from "../options.ts";
import { at, isPresent, show } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { containerSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const PLACES: readonly (readonly string[])[] = [
    ...PROBES.map((name) => [name]),
    ["lifecycle", "postStart"],
    ["lifecycle", "preStop"],
];

function judgePlace(container: Container, place: readonly string[], verdict: Verdict): void {
    const written = at(container.fields, ...place);
    if (written === undefined) return;
    for (const handler of ["httpGet", "tcpSocket"]) {
        const host = at(written, handler, "host");
        const path = [...place, handler, "host"].join(".");
        if (host === UNKNOWN) verdict.unknown(`${container.path}.${path}`);
        else if (isPresent(host))
            verdict.bad({
                message: `${container.title} ${path} is ${show(host)}; without it the kubelet asks the pod itself`,
                remedy: containerSnippet(container, `${path}: null   # remove`),
            });
    }
}

export const rule = defineRule({
    name: "k8s-probe-host",
    title: "Probes and hooks ask the pod itself",
    rationale: "A host makes the node's kubelet send requests wherever the manifest says; Pod Security refuses it.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "Pod Security Standards", id: "baseline: hostProbesAndHostLifecycle" }],
    options: noOptions,
    pods: "all",
    checkPod({ pod }, verdict) {
        for (const container of pod.containers) {
            for (const place of PLACES) judgePlace(container, place, verdict);
        }
    },
    cel: () => {
        const hosts = PLACES.flatMap((place) => ["httpGet", "tcpSocket"].map((handler) => [...place, handler, "host"]));
        const faults = hosts.map(
            (path) => `(c.fields.?${path.join(".")}.orValue("") == "" ? "" : c.title + " ${path.join(".")} is set")`,
        );
        return { pods: { faults: celEach("variables.containers", `[${faults.join(", ")}].filter(each, each != "")`) } };
    },
});
