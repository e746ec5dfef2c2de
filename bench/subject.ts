/** What one process measures, on which program, and what it found. */
import { loadAddOns } from "../components/platform/registry.ts";
import { syntheticSystem } from "./synthetic.ts";

export interface Request {
    /** `preview`: this project's run with the policies. `stock`: the same program on the SDK's own mock monitor. */
    readonly mode: "preview" | "stock";
    readonly stack: string;
    /** Services of a synthetic system in place of the project's. */
    readonly services?: number;
}

/** Milliseconds and kilobytes of one process. */
export interface Measured {
    /** Resources that the program registered. */
    readonly resources: number;
    /** Processor time from the program's first line to the verdict: everything is loaded before. */
    readonly runMs: number;
    /** The policies' part of it. */
    readonly policyMs: number;
    /** The whole process, from its start. */
    readonly wallMs: number;
    readonly peakKb: number;
}

/** Of the thread that runs the program: what other processes do on the machine does not count. */
export function processorMs(): number {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
}

/** What a process cannot know before its end is added by the one who started it. */
export type MeasuredRun = Omit<Measured, "wallMs" | "peakKb">;

interface Loaded {
    readonly program: () => Promise<object>;
    readonly root: URL;
}

/** Loads the program and the add-ons, which it would load while it runs. */
export async function load({ services }: Request): Promise<Loaded> {
    const { default: strata } = await import("../index.ts");
    await loadAddOns();
    const systems = services === undefined ? undefined : { pms: syntheticSystem(services) };
    return {
        program: () => strata(systems),
        root: new URL("../", import.meta.url),
    };
}
