/** The policies' one way in: for the pack on the engine, for the preview in process, for the command line. */
export { createJudge, judge, type Judge } from "./engine/judge.ts";
export { createRemedies, remedied, remedyFindings } from "./engine/remedies.ts";
export { EXEMPT_FORM, EXEMPT_PREFIX } from "./engine/exemptions.ts";
export { defineRule, type Rule, type RuleSpec, type Standard, type Verdict, type Violation } from "./rule.ts";
export {
    environmentOf,
    tierOf,
    type Environment,
    type Exemption,
    type Level,
    type PolicyFinding,
    type PolicyProvider,
    type PolicyResource,
    type PolicySettings,
    type Tier,
} from "./types.ts";
export { UNKNOWN } from "./unknown.ts";
