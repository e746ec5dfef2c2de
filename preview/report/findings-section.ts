/** What the policies found, each with what to do about it. */
import type { PolicyFinding } from "../../policies/judge.ts";
import { isMandatory } from "../document.ts";
import { html, nothing, type Html } from "./html.ts";

export function findingsSection(findings: readonly PolicyFinding[], rules: number): Html {
    const order = (finding: PolicyFinding): number => (isMandatory(finding) ? 0 : finding.exempt ? 2 : 1);
    const sorted = findings.toSorted((a, b) => order(a) - order(b));
    const groups = [
        ...Map.groupBy(sorted, ({ rule, level, outcome, exempt, exemption }) =>
            JSON.stringify([rule, level, outcome, exempt, exemption?.reason, exemption?.by, exemption?.until]),
        ),
    ];
    const clean = html`<p>None of the ${rules} rules has anything to say.</p>`;
    return html`<section id="policies">
        <h2>Policies</h2>
        ${groups.length === 0 ? clean : groups.map(([, same]) => group(same))}
    </section>`;
}

/** The same advice for twenty resources is read once. */
function group(findings: readonly PolicyFinding[]): Html {
    const [first] = findings;
    if (first === undefined) return nothing;
    const level = first.exempt ? "exempt" : first.level;
    const lines = findings.map(({ urn, message }) => html`<p><b>${nameOf(urn)}</b>: ${message}</p>`);
    return html`<div class="finding ${level}">
        <p>
            <span class="level">${level}</span
            ><code>${first.rule}</code>${first.outcome === "unknown" ? " cannot tell yet" : ""}
        </p>
        ${lines} ${exemption(first)}
        <pre>${first.remedy.trimEnd()}</pre>
    </div> `;
}

function exemption({ exemption: given }: PolicyFinding): Html {
    if (given === undefined) return nothing;
    return html`<p class="quiet">${given.reason}; by ${given.by} until ${given.until}</p>`;
}

function nameOf(urn: string): string {
    if (urn === "") return "the stack";
    const [, , types = "", name = ""] = urn.split("::");
    return `${name} (${types.slice(types.lastIndexOf(":") + 1)})`;
}
