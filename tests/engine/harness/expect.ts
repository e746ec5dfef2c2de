/** Assertions that say what the engine said. */
import { expect } from "chai";
import { urnName } from "../providers/wire.ts";
import type { EngineStack } from "./engine-stack.ts";
import type { Outcome, Step } from "./outcome.ts";

export function expectSuccess(outcome: Outcome): void {
    expect(outcome.succeeded, diagnostics(outcome)).to.equal(true);
}

export function expectFailure(outcome: Outcome, ...mentions: readonly string[]): void {
    expect(outcome.succeeded, "the operation was expected to fail").to.equal(false);
    expectMention(outcome, ...mentions);
}

/** In what the user sees: events do not count. */
export function expectMention(outcome: Outcome, ...mentions: readonly string[]): void {
    for (const mention of mentions) expect(diagnostics(outcome)).to.include(mention);
}

export const show = ({ op, type, urn }: Step): string => `${op} ${type} ${urnName(urn)}`;

export function expectNoChanges(outcome: Outcome): void {
    expectSuccess(outcome);
    expect(outcome.changes.map(show)).to.deep.equal([]);
}

/** What exists is what the state knows, each object once. */
export function expectNoStrays(stack: EngineStack): void {
    const known = stack.state.resources
        .filter(({ custom, type }) => custom && !type.startsWith("pulumi:"))
        .map(({ type, id }) => `${type} ${id ?? ""}`);
    const exists = stack.store.all().map(({ type, id }) => `${type} ${id}`);
    expect(exists.toSorted()).to.deep.equal(known.toSorted());
}

function diagnostics(outcome: Outcome): string {
    return outcome.text
        .split("\n")
        .filter((line) => !line.startsWith("{"))
        .join("\n");
}
