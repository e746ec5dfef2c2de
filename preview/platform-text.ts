/** The waves of a site's add-ons for a terminal. */
import { styleText } from "node:util";
import type { SiteWaves } from "./add-on-waves.ts";

export const platformText = ({ site, waves, longestChain }: SiteWaves): readonly string[] => [
    `${styleText("bold", site)}: add-ons in ${waves.length} waves`,
    ...waves.map((names, index) => `  ${styleText("cyan", String(index + 1))}  ${names.join(", ")}`),
    `  ${styleText("dim", `longest chain, ${longestChain.length}:`)} ${longestChain.join(" → ")}`,
];
