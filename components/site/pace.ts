/**
 * Lets what was registered so far finish. Registering thousands of resources in one go takes twice the time and memory,
 * because none of them can be let go before the last one is there.
 */
export function turnOfTheEventLoop(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
}

/** Services between two turns: about 200 resources. */
export const servicesPerTurn = 20;
