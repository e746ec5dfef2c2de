/** The add-ons of each site in the order in which they come up. */
import type { SiteWaves } from "../add-on-waves.ts";
import { html, nothing, type Html } from "./html.ts";

export function platformSection(platform: readonly SiteWaves[]): Html {
    if (platform.length === 0) return nothing;
    return html`<section id="platform">
        <h2>Add-ons</h2>
        <p class="quiet">
            Add-ons of one wave install side by side. What they wait for is read off the edges of their resources; a
            destroy goes the other way.
        </p>
        ${platform.map(
            ({ site, waves, longestChain }) =>
                html`<h3>${site}</h3>
                    <ol>
                        ${waves.map((names) => html`<li>${names.join(", ")}</li>`)}
                    </ol>
                    <p>Longest chain, ${longestChain.length}: ${longestChain.join(" → ")}</p> `,
        )}
    </section>`;
}
