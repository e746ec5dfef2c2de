/** The same program on the mock monitor that the SDK brings: no recorder, no shortcuts, no policies. */
import * as pulumi from "@pulumi/pulumi";
import { simulate } from "../preview/simulation/simulate.ts";
import type { Properties } from "../preview/special-values.ts";
import { readStack } from "../preview/stack-files.ts";
import { load, processorMs, type MeasuredRun, type Request } from "./subject.ts";

export async function measure(request: Request): Promise<MeasuredRun> {
    const { program, root } = await load(request);
    const started = processorMs();
    const settings = readStack(root, request.stack);
    let resources = 0;
    await pulumi.runtime.setMocks(
        {
            newResource: ({ type, name, inputs }) => {
                resources++;
                const given = inputs as Properties;
                const { id, outputs } = simulate(type, name, given);
                return { id, state: { ...given, ...outputs } };
            },
            call: ({ inputs }) => inputs as Record<string, unknown>,
        },
        settings.project,
        request.stack,
        true,
    );
    // The one method that the mock lacks and the program calls.
    const monitor: object | undefined = pulumi.runtime.getMonitor();
    Object.assign(monitor ?? {}, {
        registerResourceHook: (_request: unknown, done: (error: null, response: object) => void) => {
            done(null, {});
        },
    });
    pulumi.runtime.setAllConfig({ ...settings.config }, [...settings.secretKeys]);
    await pulumi.runtime.runInPulumiStack(program);
    await pulumi.runtime.disconnect();
    return { resources, runMs: processorMs() - started, policyMs: 0 };
}
