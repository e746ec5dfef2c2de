import { noOptions } from "../options.ts";
import { defineRule } from "../rule.ts";
import { demandPresence, inputsOf } from "../shared/demands.ts";

export const rule = defineRule({
    name: "aws-opensearch-private",
    title: "Search domains lie in a network of one's own",
    rationale: "A domain outside of one has a public address, and only its policy between the index and the world.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    options: noOptions,
    types: ["aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain"],
    check(subject, verdict) {
        demandPresence(inputsOf(subject), verdict, {
            path: "vpcOptions",
            wanted: "subnets and security groups",
            because: "the domain would have a public address",
            remedy: "vpcOptions: { subnetIds: network.databaseSubnetIds, securityGroupIds: [group.id] },",
        });
    },
});
