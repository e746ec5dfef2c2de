import { z } from "zod";
import type { Container } from "../model/container.ts";
import { parseImage } from "../model/image.ts";
import { commandOf, probesOf } from "../model/probe.ts";
import { texts } from "../options.ts";
import { at, items, textOr } from "../read.ts";
import { defineRule } from "../rule.ts";
import { containerSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const SHELLS = new Set(["sh", "bash", "ash", "dash", "zsh"]);
const PIPELINE = /\||&&|;|`|\$\(/;
const ASKS_ITSELF = /\b(curl|wget)\b.*\b(localhost|127\.0\.0\.1)\b/s;
/** Clients, and what their own image is called. */
const CLIENTS: ReadonlyMap<string, RegExp> = new Map([
    ["psql", /postgres|timescale/],
    ["mysql", /mysql|mariadb|percona/],
    ["mongo", /mongo/],
    ["mongosh", /mongo/],
]);

/** The words of the command, with those of a shell's script taken apart. */
function wordsOf(command: readonly string[]): string[] {
    return command.flatMap((part) => part.split(/[\s;|&()`]+/)).map((word) => word.replace(/^.*\//, ""));
}

function problemOf(container: Container, command: readonly string[], denied: readonly string[]): string | undefined {
    const words = wordsOf(command);
    const [program = ""] = words;
    const forbidden = denied.find((each) => words.includes(each));
    if (forbidden !== undefined) return `runs "${forbidden}", which is denied here`;
    if (ASKS_ITSELF.test(command.join(" ")))
        return "asks itself over HTTP with a new process each time; httpGet does that";
    const image = parseImage(textOr(container.fields["image"])).repository;
    const client = words.find((word) => CLIENTS.get(word)?.test(image) === false);
    if (client !== undefined) return `runs "${client}": an outage of the database restarts this container too`;
    if (SHELLS.has(program) && PIPELINE.test(command.slice(1).join(" ")))
        return "runs a shell pipeline, whose parts can fail without it being noticed";
    return undefined;
}

export const rule = defineRule({
    name: "k8s-probe-exec-safe",
    title: "Exec probes start nothing heavy",
    rationale: "They run every few seconds in the container's own limits; what they wait for, the pod waits for.",
    levels: { dev: "disabled", staging: "advisory", prod: "advisory" },
    options: () => z.strictObject({ /** Programs that no exec probe may run. */ deniedCommands: texts.default([]) }),
    pods: "all",
    checkPod({ pod }, verdict, { options }) {
        for (const container of pod.probed) {
            for (const probe of probesOf(container)) {
                if (!probe.handlers.includes("exec")) continue;
                const command = at(probe.fields, "exec", "command");
                const problem = problemOf(container, commandOf(probe.fields), options.deniedCommands);
                if (problem !== undefined)
                    verdict.bad({
                        message: `${container.title} ${probe.name} ${problem}`,
                        remedy: containerSnippet(
                            container,
                            `${probe.name}:\n  exec: null\n  httpGet: { path: /health/live, port: http }`,
                        ),
                    });
                else if (probe.fields["exec"] === UNKNOWN || command === UNKNOWN || items(command).includes(UNKNOWN))
                    verdict.unknown(`${probe.path}.exec.command`);
            }
        }
    },
});
