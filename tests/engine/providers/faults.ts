/** Slowness and failures on demand: a test writes rules, every provider process reads them before and after each call. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { urnName, urnType } from "./wire.ts";

export type Operation = "create" | "read" | "update" | "delete";

export interface Fault {
    /** Names the mark that says "this has happened": a file beside the rules. */
    readonly id: string;
    readonly operation: Operation;
    readonly type?: string;
    readonly name?: string;
    /** Refuses the call with this message, and changes nothing. */
    readonly fail?: string;
    /** Waits before anything is changed. */
    readonly delayBefore?: number;
    /** Waits after the object was changed and before the engine hears of it. */
    readonly delayAfter?: number;
    readonly times: "once" | "always";
}

export class Faults {
    readonly #file: string;

    constructor(file: string) {
        this.#file = file;
    }

    write(faults: readonly Fault[]): void {
        writeFileSync(this.#file, JSON.stringify(faults));
    }

    /** Whether the rule has been applied: for a delay, as soon as the waiting begins. */
    happened(id: string): boolean {
        return existsSync(`${this.#file}.${id}`);
    }

    async before(operation: Operation, urn: string): Promise<void> {
        for (const fault of this.#matching(operation, urn)) {
            if (fault.delayAfter !== undefined || !this.#claim(fault)) continue;
            if (fault.delayBefore !== undefined) await sleep(fault.delayBefore);
            if (fault.fail !== undefined) throw new Error(fault.fail);
        }
    }

    async after(operation: Operation, urn: string): Promise<void> {
        for (const fault of this.#matching(operation, urn)) {
            if (fault.delayAfter !== undefined && this.#claim(fault)) await sleep(fault.delayAfter);
        }
    }

    #matching(operation: Operation, urn: string): Fault[] {
        if (!existsSync(this.#file)) return [];
        const faults = JSON.parse(readFileSync(this.#file, "utf8")) as Fault[];
        return faults.filter(
            (fault) =>
                fault.operation === operation &&
                (fault.type ?? urnType(urn)) === urnType(urn) &&
                (fault.name ?? urnName(urn)) === urnName(urn),
        );
    }

    /** "wx" makes "once" true across processes. */
    #claim(fault: Fault): boolean {
        try {
            writeFileSync(`${this.#file}.${fault.id}`, "", { flag: "wx" });
            return true;
        } catch {
            return fault.times === "always";
        }
    }
}
