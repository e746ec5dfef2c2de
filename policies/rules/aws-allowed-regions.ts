import { z } from "zod";
import { texts } from "../options.ts";
import { at, show, text } from "../read.ts";
import { defineRule } from "../rule.ts";
import { optionSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const NAME = "aws-allowed-regions";
const PROVIDER = "pulumi:providers:aws";

export const rule = defineRule({
    name: NAME,
    title: "Everything is made in a region that was chosen",
    rationale:
        "What stands in a region that nobody looks at is neither watched nor covered by what was promised about data.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: () =>
        z.strictObject({
            /** Regions that may be used. */
            regions: texts.default(["us-east-1", "us-west-2", "eu-west-1"]),
        }),
    types: [PROVIDER, "aws:*"],
    check({ type, props }, verdict, { options }) {
        const region = text(at(props, "region"));
        if (region === UNKNOWN) {
            verdict.unknown("region");
            return;
        }
        if (region === undefined) {
            // A resource takes that of its provider; a provider that of whoever runs it.
            if (type === PROVIDER)
                verdict.bad({
                    message: "region is not set: the machine that deploys would decide",
                    remedy: `region: ${JSON.stringify(options.regions[0] ?? "eu-west-1")}`,
                });
        } else if (!options.regions.includes(region)) {
            verdict.bad({
                message: `region is ${show(region)}; allowed is ${options.regions.join(", ")}`,
                remedy: optionSnippet(NAME, `regions: [${[...options.regions, region].join(", ")}]`),
            });
        }
    },
});
