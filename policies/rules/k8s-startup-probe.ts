import { z } from "zod";
import { parseImage } from "../model/image.ts";
import type { Container } from "../model/container.ts";
import { probeOf, toleranceOf } from "../model/probe.ts";
import { number, texts } from "../options.ts";
import { countOr, textOr } from "../read.ts";
import { defineRule } from "../rule.ts";
import { containerSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

function slowWord(container: Container, words: readonly string[]): string | undefined {
    const parts = parseImage(textOr(container.fields["image"]))
        .repository.toLowerCase()
        .split(/[^a-z0-9]+/);
    return words.find((word) => parts.includes(word.toLowerCase()));
}

export const rule = defineRule({
    name: "k8s-startup-probe",
    title: "Slow starters have a startup probe",
    rationale: "A long liveness delay hides every later hang for as long; a startup probe ends when the start does.",
    levels: { dev: "disabled", staging: "advisory", prod: "advisory" },
    options: () =>
        z.strictObject({
            /** The longest liveness delay that needs no startup probe. */
            maxDelaySeconds: number.default(30),
            /** Words in an image's name that mean a slow start. */
            slowImages: texts.default([
                "cassandra",
                "elasticsearch",
                "jdk",
                "jre",
                "kafka",
                "keycloak",
                "openjdk",
                "pytorch",
                "spring",
                "tensorflow",
                "tritonserver",
                "vllm",
            ]),
        }),
    pods: "serving",
    checkPod({ pod }, verdict, { options }) {
        for (const container of pod.probed) {
            const liveness = probeOf(container, "livenessProbe");
            const startup = probeOf(container, "startupProbe");
            if (liveness === UNKNOWN || startup === UNKNOWN) {
                verdict.unknown(`${container.path}.${startup === UNKNOWN ? "startupProbe" : "livenessProbe"}`);
                continue;
            }
            const delay = liveness === undefined ? 0 : liveness.number("initialDelaySeconds");
            if (delay === UNKNOWN) {
                verdict.unknown(`${container.path}.livenessProbe.initialDelaySeconds`);
                continue;
            }
            const word = slowWord(container, options.slowImages);
            const slow = delay > options.maxDelaySeconds;
            if (!slow && word === undefined) continue;
            const why = slow
                ? `waits ${delay} s before its first liveness probe`
                : `runs "${word ?? ""}", which starts slowly`;
            const threshold = Math.max(30, Math.ceil(countOr(delay, 0) / 5));
            const remedy = containerSnippet(
                container,
                `startupProbe:\n  httpGet: { path: /health/live, port: http }\n  periodSeconds: 5\n  failureThreshold: ${threshold}`,
            );
            if (startup === undefined) {
                verdict.missing({ message: `${container.title} ${why} and has no startup probe`, remedy });
                continue;
            }
            const covered = toleranceOf(startup);
            if (covered === UNKNOWN) verdict.unknown(startup.path);
            else if (covered < delay)
                verdict.bad({
                    message: `${container.title} ${why}, but its startup probe gives up after ${covered} s`,
                    remedy,
                });
        }
    },
});
