/** One line for each check, and whether all of them passed. */
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import { print, verdict } from "../output.ts";

export class Findings {
    #failed = 0;

    public pass(what: string, detail?: string): void {
        verdict("pass", what, detail);
    }

    public warn(what: string, detail?: string): void {
        verdict("warn", what, detail);
    }

    public fail(what: string, detail?: string): void {
        this.#failed += 1;
        verdict("fail", what, detail);
    }

    public check(fine: boolean, what: string, detail?: string): void {
        if (fine) this.pass(what, detail);
        else this.fail(what, detail);
    }

    /** Prints the sum. */
    public conclude(): ExitCode {
        print();
        print(
            this.#failed === 0 ? "All is well." : `${this.#failed} ${this.#failed === 1 ? "check" : "checks"} failed.`,
        );
        return this.#failed === 0 ? exitCodes.clean : exitCodes.finding;
    }
}
