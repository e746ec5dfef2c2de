/** The policies' part of a stack's config, as the schema reads it and as the pack reads it. */
import { expect } from "chai";
import { policySettingsSchema, readPolicySettings } from "../../config/policy-settings.ts";

const exemption = {
    rule: "k8s-memory-limits",
    resource: "web",
    reason: "vendor image",
    until: "2026-12-31",
    by: "platform",
};

function issues(value: unknown): string[] {
    const read = policySettingsSchema.safeParse(value);
    return (read.error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("the policies' config", () => {
    it("is nothing by default", () => {
        expect(policySettingsSchema.parse({})).to.deep.equal({ levels: {}, options: {}, exemptions: [] });
    });

    it("takes levels, options and exemptions by the names of rules", () => {
        const value = {
            levels: { "k8s-cpu-limits": "advisory" },
            options: { "k8s-resource-ceilings": { maxMemory: "64Gi", maxCpuRatio: "4" } },
            exemptions: [exemption, { ...exemption, admits: "pms-prod/worker-*" }, { ...exemption, admits: "shop" }],
        };
        expect(issues(value)).to.deep.equal([]);
    });

    const wrong: readonly (readonly [string, unknown, RegExp])[] = [
        ...["*/web", "shop/", "shop/Web", "shop/a/b", "shop/.+|x"].map(
            (admits) =>
                [
                    `an exemption that admits ${admits}`,
                    { exemptions: [{ ...exemption, admits }] },
                    /^exemptions\.0\.admits: is not namespace\/name in lower case/,
                ] as const,
        ),
        [
            "a misspelled level",
            { levels: { "k8s-memory-limit": "advisory" } },
            /^levels.k8s-memory-limit: .*Did you mean "k8s-memory-limits"\?$/,
        ],
        [
            "a misspelled rule with options",
            { options: { "k8s-resource-ceiling": {} } },
            /Did you mean "k8s-resource-ceilings"\?/,
        ],
        [
            "a misspelled exemption",
            { exemptions: [{ ...exemption, rule: "k8s-memory-limts" }] },
            /^exemptions.0.rule: .*Did you mean "k8s-memory-limits"\?/,
        ],
        ["a level that is none", { levels: { "k8s-memory-limits": "off" } }, /^levels.k8s-memory-limits: /],
        [
            "mending by a rule that cannot",
            { levels: { "k8s-memory-limits": "remediate" } },
            /^levels.k8s-memory-limits: the rule cannot mend what it finds; allowed: mandatory, advisory, disabled\. Rules that can: .*pulumi-secretness/,
        ],
        [
            "an option that is none",
            { options: { "k8s-resource-ceilings": { maxCPU: 1 } } },
            /^options.k8s-resource-ceilings.maxCPU: .*Did you mean "maxCpu"\?/,
        ],
        [
            "an option of another kind",
            { options: { "k8s-resource-ceilings": { maxMemory: "64GB" } } },
            /^options.k8s-resource-ceilings.maxMemory: is no Kubernetes quantity/,
        ],
        [
            "options for a rule that has none",
            { options: { "k8s-probe-host": { a: 1 } } },
            /^options.k8s-probe-host.a: /,
        ],
        [
            "a date that is none",
            { exemptions: [{ ...exemption, until: "2026-02-30" }] },
            /^exemptions.0.until: is no date/,
        ],
        ["an empty reason", { exemptions: [{ ...exemption, reason: "  " }] }, /^exemptions.0.reason: /],
        ["an exemption without an owner", { exemptions: [{ ...exemption, by: undefined }] }, /^exemptions.0.by: /],
        [
            "an exemption from the rule about exemptions",
            { exemptions: [{ ...exemption, rule: "policy-exemptions" }] },
            /no exemption from the rule about exemptions/,
        ],
        ["another key", { level: {} }, /level/],
    ];
    for (const [title, value, message] of wrong) {
        it(`refuses ${title}`, () => {
            const found = issues(value);
            expect(found).to.have.length(1);
            expect(found[0]).to.match(message);
        });
    }

    it("is read by the pack as the CLI keeps it", () => {
        const { settings, problems } = readPolicySettings("staging", JSON.stringify({ exemptions: [exemption] }));
        expect(problems).to.deep.equal([]);
        expect(settings).to.deep.include({ environment: "staging", exemptions: [exemption] });
        expect(settings.today).to.match(/^\d{4}-\d{2}-\d{2}$/);
        expect(readPolicySettings("prod", undefined).problems).to.deep.equal([]);
    });

    it("when it is wrong, blocks the pack's run and loosens nothing", () => {
        for (const written of [
            "{",
            '"text"',
            '{"levels":{"k8s-memory-limits":"disabled","k8s-memory-limit":"disabled"}}',
        ]) {
            const { settings, problems } = readPolicySettings("prod", written);
            expect(settings.levels, written).to.deep.equal({});
            expect(problems, written).to.have.length(1);
            expect(problems[0], written).to.include({
                rule: "policy-config-known",
                level: "mandatory",
                outcome: "fail",
            });
        }
    });
});
