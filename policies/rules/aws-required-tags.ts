import { z } from "zod";
import type { Subject } from "../model/subject.ts";
import { TAGGABLE_TYPES } from "../model/taggable-types.ts";
import { texts } from "../options.ts";
import { at, fields, isPresent, show, text, type Fields } from "../read.ts";
import { defineRule } from "../rule.ts";
import { UNKNOWN, type Unknown } from "../unknown.ts";

const NONE: Fields = {};

/** A provider's inputs are text: what is no text there is JSON. */
function parsed(value: unknown): unknown {
    if (typeof value !== "string") return value;
    try {
        return JSON.parse(value);
    } catch {
        return undefined;
    }
}

/** What the provider puts on everything that it makes. */
function defaultTags({ resource }: Subject): Fields | Unknown {
    const tags = at(parsed(resource.provider?.props["defaultTags"]), "tags");
    return tags === UNKNOWN ? UNKNOWN : fields(tags ?? NONE);
}

export const rule = defineRule({
    name: "aws-required-tags",
    title: "What costs money says whose it is, and of which environment",
    rationale: "A bill, a leak and a forgotten machine are looked into by the team that is named on them.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: () =>
        z.strictObject({
            /** Tags that must be there and not empty. */
            required: texts.default(["Environment", "Project", "Owner", "CostCenter"]),
        }),
    types: TAGGABLE_TYPES,
    check(subject, verdict, { options, environment }) {
        const own = at(subject.props, "tags") ?? NONE;
        const given = defaultTags(subject);
        const tags: Fields = { ...fields(given), ...fields(own) };
        const missing = options.required.filter((tag) => !isPresent(tags[tag]));
        if (missing.length > 0) {
            if (own === UNKNOWN || given === UNKNOWN)
                verdict.unknown(own === UNKNOWN ? "tags" : "defaultTags of the provider");
            else
                verdict.bad({
                    message: `tags lack ${missing.join(", ")}`,
                    remedy: `defaultTags: { tags: { ${missing.map((tag) => `${tag}: "..."`).join(", ")} } }   // of the provider`,
                });
        }
        const said = text(tags["Environment"]);
        if (said === UNKNOWN) verdict.unknown("tags.Environment");
        else if (said !== undefined && said !== "" && said !== environment)
            verdict.bad({
                message: `tags.Environment is ${show(said)}; wanted is ${show(environment)}, where it stands`,
                remedy: `tags: { Environment: ${show(environment)} }`,
            });
    },
});
