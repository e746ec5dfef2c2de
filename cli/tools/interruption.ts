/** Ctrl-C while something has to be put away. */

/** Somebody ended the command. */
export class Interrupted extends Error {
    constructor() {
        super("Interrupted.");
    }
}

const signals = ["SIGINT", "SIGTERM"] as const;

/**
 * Runs `action`, then in any case `cleanup`. SIGINT and SIGTERM do not end the process meanwhile: they abort the signal
 * that `action` gets, which waits for what it has started and no longer.
 * @throws Interrupted after a signal
 */
export async function withCleanup<T>(
    action: (interrupted: AbortSignal) => Promise<T>,
    cleanup: () => Promise<void>,
): Promise<T> {
    const controller = new AbortController();
    const interrupt = (): void => {
        controller.abort();
    };
    for (const signal of signals) process.on(signal, interrupt);
    try {
        return await action(controller.signal);
    } catch (error) {
        // Whatever it failed with: programs that it ran have got the signal as well.
        throw controller.signal.aborted ? new Interrupted() : error;
    } finally {
        await cleanup();
        for (const signal of signals) process.off(signal, interrupt);
    }
}
