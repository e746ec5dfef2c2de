/**
 * What the standard's schema and prose ask of the parts that we write, SARIF 2.1.0: every object closed, so that a
 * property which the standard does not know is found too.
 */
import { z } from "zod";

const message = z.strictObject({ text: z.string().min(1) });

const location = z.strictObject({
    physicalLocation: z
        .strictObject({
            artifactLocation: z.strictObject({
                // A URI reference: nothing that would have to be escaped.
                uri: z.string().regex(/^[\w\-.~:/?#@!$&'()*+,;=%]+$/),
            }),
            region: z.strictObject({ startLine: z.int().min(1) }),
        })
        .optional(),
    logicalLocations: z
        .array(
            z.strictObject({
                name: z.string().min(1),
                fullyQualifiedName: z.string().min(1).optional(),
                kind: z.string().min(1),
            }),
        )
        .optional(),
});

const level = z.enum(["none", "note", "warning", "error"]);

const descriptor = z.strictObject({
    id: z.string().min(1),
    shortDescription: message,
    fullDescription: message,
    help: message,
    defaultConfiguration: z.strictObject({ enabled: z.boolean(), level }),
    properties: z.strictObject({ tags: z.array(z.string().min(1)) }),
});

const suppression = z.strictObject({
    kind: z.enum(["inSource", "external"]),
    status: z.enum(["accepted", "underReview", "rejected"]),
    justification: z.string().min(1),
});

const result = z
    .strictObject({
        ruleId: z.string().min(1),
        ruleIndex: z.int().min(0).optional(),
        kind: z.enum(["notApplicable", "pass", "fail", "review", "open", "informational"]),
        level,
        message,
        locations: z.array(location).min(1),
        suppressions: z.array(suppression).optional(),
    })
    // 3.27.10: what is no failure has the level "none".
    .refine((found) => (found.kind === "fail") === (found.level !== "none"), { error: "kind and level disagree" });

const invocation = z.strictObject({
    executionSuccessful: z.boolean(),
    toolExecutionNotifications: z.array(z.strictObject({ level, message, locations: z.array(location) })).optional(),
});

const run = z
    .strictObject({
        tool: z.strictObject({ driver: z.strictObject({ name: z.string().min(1), rules: z.array(descriptor) }) }),
        invocations: z.array(invocation),
        results: z.array(result),
    })
    .superRefine(({ tool, results }, context) => {
        const ids = tool.driver.rules.map(({ id }) => id);
        if (new Set(ids).size !== ids.length) context.addIssue("a rule is described twice");
        for (const { ruleId, ruleIndex } of results) {
            if (ruleIndex !== undefined && ids[ruleIndex] !== ruleId) context.addIssue(`${ruleId} has a wrong index`);
        }
    });

const log = z.strictObject({ $schema: z.url(), version: z.literal("2.1.0"), runs: z.array(run).length(1) });

export type SarifRun = z.infer<typeof run>;

/** The one run of the log. @throws with everything that is wrong with it. */
export function readSarif(text: string): SarifRun {
    const [only] = log.parse(JSON.parse(text)).runs;
    if (only === undefined) throw new Error("a log without a run");
    return only;
}
