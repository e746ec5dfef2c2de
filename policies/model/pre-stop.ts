/** How long a container waits before it is told to stop. */
import { at, count, isPresent, items, textOr } from "../read.ts";
import { UNKNOWN, type Unknown } from "../unknown.ts";
import type { Container } from "./container.ts";

export const SLEEP = /(?:^|[\s;&|/])sleep\s+(\d+)\s*s?\b/;

export function hasPreStop(container: Container): boolean {
    return isPresent(at(container.fields, "lifecycle", "preStop"));
}

/** Seconds that the preStop hook sleeps; none where it does something else. */
export function preStopSleep(container: Container): number | Unknown {
    const hook = at(container.fields, "lifecycle", "preStop");
    if (hook === UNKNOWN) return UNKNOWN;
    const seconds = count(at(hook, "sleep", "seconds"));
    if (seconds !== undefined) return seconds;
    const command = items(at(hook, "exec", "command")).map((word) => textOr(word));
    return Number(SLEEP.exec(command.join(" "))?.[1] ?? 0);
}

/** What the kubelet grants a pod whose spec does not say. */
export const DEFAULT_GRACE_SECONDS = 30;
