/** The policy pack on the engine. Its standard output belongs to the engine: nothing here may print to it. */
import { PolicyPack } from "@pulumi/policy";
import { loadPolicySettings } from "../config/policy-settings.ts";
import { rules } from "./rules/index.ts";
import { packPolicies } from "./sdk/pack-policies.ts";

new PolicyPack("strata", { policies: [...packPolicies(rules, loadPolicySettings)] });
