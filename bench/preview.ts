/** The preview in process, with the policies, as `npm run preview` runs it; without writing and printing. */
import { judgeRecording } from "../preview/judge.ts";
import { runStack } from "../preview/run.ts";
import { load, processorMs, type MeasuredRun, type Request } from "./subject.ts";

export async function measure(request: Request): Promise<MeasuredRun> {
    const { program, root } = await load(request);
    const started = processorMs();
    const recording = await runStack(root, request.stack, { program });
    const ran = processorMs();
    judgeRecording(recording);
    const ended = processorMs();
    return { resources: recording.resources.length, runMs: ended - started, policyMs: ended - ran };
}
