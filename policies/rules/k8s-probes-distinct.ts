import { asksTheSame, probeOf, toleranceOf } from "../model/probe.ts";
import { noOptions } from "../options.ts";
import { defineRule } from "../rule.ts";
import { containerSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

/** The port by number, where the container's ports tell it. */
function celPort(port: string): string {
    const named = `c.fields.?ports.orValue([]).filter(each, each.?name.orValue("") == string(${port}))`;
    return `(size(${named}) > 0 ? string(${named}[0].containerPort) : string(${port}))`;
}

/** As asksTheSame, for two probes that are both there. */
function celSame(a: string, b: string): string {
    const both = (handler: string): string => `has(${a}.${handler}) && has(${b}.${handler})`;
    const equal = (field: string, otherwise: string): string =>
        `${a}.${field}.orValue(${otherwise}) == ${b}.${field}.orValue(${otherwise})`;
    const ports = (handler: string): string =>
        `${celPort(`${a}.${handler}.port`)} == ${celPort(`${b}.${handler}.port`)}`;
    return [
        `${both("httpGet")} && ${ports("httpGet")} && ${equal("httpGet.?path", '"/"')} && ${equal("httpGet.?scheme", '"HTTP"')} && ${equal("httpGet.?httpHeaders", "[]")}`,
        `${both("tcpSocket")} && ${ports("tcpSocket")}`,
        `${both("grpc")} && ${ports("grpc")} && ${equal("grpc.?service", '""')}`,
        `${both("exec")} && ${equal("exec.?command", "[]")}`,
    ]
        .map((each) => `(${each})`)
        .join(" || ");
}

function celTolerance(probe: string): string {
    return `${probe}.?failureThreshold.orValue(3) * ${probe}.?periodSeconds.orValue(10)`;
}

const CEL_LIVENESS = "c.fields.livenessProbe";
const CEL_READINESS = "c.fields.readinessProbe";

export const rule = defineRule({
    name: "k8s-probes-distinct",
    title: "Liveness is more patient than readiness",
    rationale: "When both ask the same and give up together, an overloaded pod is killed instead of being left alone.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    pods: "serving",
    checkPod({ pod }, verdict) {
        for (const container of pod.probed) {
            const liveness = probeOf(container, "livenessProbe");
            const readiness = probeOf(container, "readinessProbe");
            if (liveness === undefined || readiness === undefined) continue;
            if (liveness === UNKNOWN || readiness === UNKNOWN) {
                verdict.unknown(`${container.path}.${liveness === UNKNOWN ? "livenessProbe" : "readinessProbe"}`);
                continue;
            }
            if (liveness.handlers.length !== 1 || readiness.handlers.length !== 1) continue;
            const same = asksTheSame(container, liveness, readiness);
            const patience = [toleranceOf(liveness), toleranceOf(readiness)] as const;
            if (same === false) continue;
            if (same === UNKNOWN || patience[0] === UNKNOWN || patience[1] === UNKNOWN) {
                verdict.unknown(liveness.path);
                continue;
            }
            if (patience[0] > patience[1]) continue;
            verdict.bad({
                message:
                    `${container.title} liveness and readiness probes ask the same, and liveness gives up after ` +
                    `${patience[0]} s, readiness after ${patience[1]} s; liveness must wait longer or ask another question`,
                remedy: containerSnippet(
                    container,
                    `livenessProbe:\n  failureThreshold: ${Math.floor((patience[1] / Math.max(patience[0], 1)) * 3) + 3}`,
                ),
            });
        }
    },
    cel: () => ({
        pods: {
            faults:
                `variables.probed.filter(c, has(${CEL_LIVENESS}) && has(${CEL_READINESS}) && (${celSame(CEL_LIVENESS, CEL_READINESS)}) && ` +
                `${celTolerance(CEL_LIVENESS)} <= ${celTolerance(CEL_READINESS)})` +
                `.map(c, c.title + " liveness and readiness probes ask the same, and liveness gives up first")`,
        },
    }),
});
