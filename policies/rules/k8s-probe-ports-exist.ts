import type { Container } from "../model/container.ts";
import { portsOf, probesOf, type Probe } from "../model/probe.ts";
import { podsOf } from "../model/services.ts";
import type { PodSubject, Stack } from "../model/stack.ts";
import { isKube, type KubeSubject } from "../model/subject.ts";
import { noOptions } from "../options.ts";
import { at, isPresent, items, show } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { containerSnippet, nameOf, specSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

type Found = "yes" | "no" | "unknown";

function isNumeric(port: unknown): boolean {
    return typeof port === "number" || (typeof port === "string" && /^\d+$/.test(port));
}

function declares(container: Container, port: unknown): Found {
    if (port === UNKNOWN || container.fields["ports"] === UNKNOWN) return "unknown";
    const ports = portsOf(container);
    const known = isNumeric(port)
        ? ports.map((each) => each.number).map((each) => (each === UNKNOWN ? each : each === Number(port)))
        : ports.map((each) => (each.name === UNKNOWN ? each.name : each.name === port));
    return known.includes(true) ? "yes" : known.includes(UNKNOWN) ? "unknown" : "no";
}

function judgeProbe(container: Container, probe: Probe, verdict: Verdict): void {
    for (const handler of probe.handlers) {
        if (handler === "exec") continue;
        const port = at(probe.fields, handler, "port");
        const path = `${probe.path}.${handler}.port`;
        if (handler === "grpc" && port !== UNKNOWN && !isNumeric(port)) {
            verdict.bad({
                message: `${container.title} ${probe.name} grpc port is ${show(port)}; it must be a number`,
                remedy: containerSnippet(container, `${probe.name}:\n  grpc:\n    port: 9090`),
            });
            continue;
        }
        const found = declares(container, port);
        if (found === "unknown") verdict.unknown(path);
        if (found !== "no") continue;
        const fragment = isNumeric(port)
            ? `ports:\n  - name: http\n    containerPort: ${String(port)}`
            : `ports:\n  - name: ${typeof port === "string" ? port : "http"}\n    containerPort: 8080`;
        const violation = {
            message: `${container.title} ${probe.name} asks port ${show(port)}, which is not among the container's ports`,
            remedy: containerSnippet(container, fragment),
        };
        // A patch may leave the ports out.
        if (isPresent(container.fields["ports"])) verdict.bad(violation);
        else verdict.missing(violation);
    }
}

function servesPort(subjects: readonly PodSubject[], port: unknown): Found {
    const all = subjects.flatMap(({ pod }) => pod.containers.map((container) => declares(container, port)));
    const unknown = subjects.some(({ pod }) => pod.unknownPaths.length > 0);
    return all.includes("yes") ? "yes" : unknown || all.includes("unknown") ? "unknown" : "no";
}

function judgeService(stack: Stack, service: KubeSubject, verdict: Verdict): void {
    const pods = podsOf(stack, service);
    if (pods.length === 0) return;
    for (const [index, port] of items(at(service.props, "spec", "ports")).entries()) {
        const target = at(port, "targetPort") ?? at(port, "port");
        const found = servesPort(pods, target);
        if (found === "unknown") verdict.unknown(`spec.ports[${index}].targetPort`);
        if (found !== "no") continue;
        const who = pods.map(nameOf).join(", ");
        verdict.bad({
            message: `spec.ports[${index}] leads to port ${show(target)}, which no container of ${who} has`,
            remedy: specSnippet("ports:\n  - name: http\n    port: 80\n    targetPort: http   # a port of the pods"),
        });
    }
}

export const rule = defineRule({
    name: "k8s-probe-ports-exist",
    title: "Probes and Services ask ports that exist",
    rationale: "A probe on a port nobody listens on restarts a healthy pod for ever; a Service there answers nothing.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    joins: () => true,
    pods: "serving",
    checkPod({ pod }, verdict) {
        for (const container of pod.probed) {
            for (const probe of probesOf(container)) judgeProbe(container, probe, verdict);
        }
    },
    cel: () => {
        const ports = "p.container.?ports.orValue([])";
        const known = (port: string): string =>
            `${ports}.exists(each, string(each.containerPort) == string(${port}) || each.?name.orValue("") == string(${port}))`;
        const faults = ["httpGet", "tcpSocket", "grpc"].map(
            (handler) =>
                `variables.probes.filter(p, has(p.fields.${handler}) && !${known(`p.fields.${handler}.port`)})` +
                `.map(p, p.title + " asks port " + string(p.fields.${handler}.port) + ", which is not among the container's ports")`,
        );
        return { pods: { faults: faults.join(" + ") } };
    },
    types: ["kubernetes:core/v1:Service"],
    check(subject, verdict, { stack }) {
        if (isKube(subject)) judgeService(stack, subject, verdict);
    },
});
