/** `strata logs`: the pods of a Deployment, all of them. */
import { InputError } from "../../config/problem.ts";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import { root } from "../command.ts";
import type { LogsOptions } from "../commands/logs.ts";
import { print } from "../output.ts";
import { loadStack } from "../stack.ts";
import { endedByUser } from "../tools/run.ts";
import { openSystem } from "./live-site.ts";

/** Streams at a time that kubectl opens; its own default of 5 refuses a service with six pods. */
const maxPods = 50;

export async function logs(stackName: string, options: LogsOptions): Promise<ExitCode> {
    const stack = await loadStack(root, stackName);
    const system = stack.system(options.system, options.site);
    const service = system.service(options.service);
    const args = [
        ...["logs", `deployment/${service.name}`, "--namespace", system.namespace, "--container", service.container],
        ...["--all-pods", "--max-log-requests", String(maxPods), "--tail", lines(options.tail)],
        ...(options.follow ? ["--follow"] : []),
    ];
    const pattern = options.grep === undefined ? undefined : expression(options.grep);
    const { kubectl } = await openSystem(stack, system);
    const code =
        pattern === undefined
            ? await kubectl.attach(args)
            : await kubectl.lines(args, (line) => {
                  if (pattern.test(line)) print(line);
              });
    return code === 0 || endedByUser(code) ? exitCodes.clean : exitCodes.fault;
}

function lines(text: string): string {
    if (/^\d+$/.test(text)) return text;
    throw wrong("--tail", `found "${text}", allowed: a number of lines.`);
}

function expression(text: string): RegExp {
    try {
        return new RegExp(text);
    } catch (error) {
        throw wrong("--grep", error instanceof Error ? `${error.message}.` : String(error));
    }
}

const wrong = (path: string, message: string): InputError => new InputError([{ file: "command line", path, message }]);
