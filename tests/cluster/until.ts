/** Waits until nothing is left to wait for. */
import { setTimeout as wait } from "node:timers/promises";

/** `missing`: what it still waits for. @returns that, after the time is over; else nothing. */
export async function until(missing: () => Promise<readonly string[]>, seconds: number): Promise<readonly string[]> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
        const left = await missing();
        if (left.length === 0 || Date.now() > end) return left;
        await wait(250);
    }
}
