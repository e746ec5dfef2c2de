import { WANTED_SEARCH_POLICY, isStrongSearchPolicy } from "../model/tls-policies.ts";
import { noOptions } from "../options.ts";
import { at, isTrue, textOr } from "../read.ts";
import { defineRule } from "../rule.ts";
import { demand, inputsOf } from "../shared/demands.ts";

export const rule = defineRule({
    name: "aws-opensearch-tls",
    title: "Search domains encrypt what comes in, what goes between nodes and what is stored",
    rationale: "An index holds copies of what databases guard, and clients send queries and passwords to it.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    types: ["aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain"],
    check(subject, verdict) {
        const inputs = inputsOf(subject);
        const endpoint = at(subject.props, "domainEndpointOptions");
        demand(inputs, verdict, {
            path: "domainEndpointOptions.enforceHttps",
            // The provider asks for it where options of the endpoint are given, and AWS does not where none are.
            meets: (value) => isTrue(value) || (value === undefined && endpoint !== undefined),
            wanted: true,
        });
        demand(inputs, verdict, {
            path: "domainEndpointOptions.tlsSecurityPolicy",
            meets: (value) => isStrongSearchPolicy(textOr(value)),
            wanted: WANTED_SEARCH_POLICY,
            because: "TLS 1.2 or later",
        });
        demand(inputs, verdict, { path: "nodeToNodeEncryption.enabled", meets: isTrue, wanted: true });
        demand(inputs, verdict, { path: "encryptAtRest.enabled", meets: isTrue, wanted: true });
    },
});
