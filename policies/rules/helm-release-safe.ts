import { RELEASE } from "../model/helm.ts";
import { noOptions } from "../options.ts";
import { at, countOr, isTrue, show } from "../read.ts";
import { defineRule } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

/** Switches that are off by default, and stay off. */
const OFF: Readonly<Record<string, string>> = {
    createNamespace: "the namespace comes without labels and guards; wanted is a Namespace of the program",
    forceUpdate: "what cannot be changed in place is deleted and made anew",
    skipAwait: "what waits for the release does not wait until it runs",
};

export const rule = defineRule({
    name: "helm-release-safe",
    title: "Releases succeed as a whole, or leave nothing behind",
    rationale: "A release that stops half-way blocks the next one, and what waited for it went on.",
    levels: { dev: "advisory", staging: "advisory", prod: "mandatory" },
    options: noOptions,
    types: [RELEASE],
    check({ props }, verdict) {
        const wholes = [at(props, "atomic"), at(props, "cleanupOnFail")];
        if (!wholes.some(isTrue)) {
            if (wholes.includes(UNKNOWN)) verdict.unknown("atomic");
            else
                verdict.bad({
                    message: "neither atomic nor cleanupOnFail is on: what fails stays as it is",
                    remedy: "atomic: true",
                });
        }
        const timeout = at(props, "timeout");
        if (timeout === UNKNOWN) verdict.unknown("timeout");
        else if (countOr(timeout, 0) <= 0)
            verdict.bad({
                message: `timeout is ${show(timeout)}; wanted is how many seconds the release may take`,
                remedy: "timeout: 600",
            });
        for (const [name, why] of Object.entries(OFF)) {
            const value = at(props, name);
            if (value === UNKNOWN) verdict.unknown(name);
            else if (isTrue(value)) verdict.bad({ message: `${name} is on: ${why}`, remedy: `${name}: false` });
        }
    },
});
