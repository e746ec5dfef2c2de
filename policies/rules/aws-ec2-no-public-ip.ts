import { noOptions } from "../options.ts";
import { at, items, truth } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

const FIELD = "associatePublicIpAddress";

/** Where nothing is written the subnet decides, and aws-vpc-baseline looks at those. */
function judge(holder: unknown, path: string, verdict: Verdict): void {
    const given = truth(at(holder, FIELD));
    if (given === UNKNOWN) verdict.unknown(path);
    else if (given === true)
        verdict.bad({
            message: `${path} is "true": the machine would be on the internet`,
            remedy: `${FIELD}: false,   // out through NAT, in through a load balancer`,
        });
}

export const rule = defineRule({
    name: "aws-ec2-no-public-ip",
    title: "No machine has a public address",
    rationale: "What is in front of a machine with an address of its own is one security group.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "CIS EKS", id: "5.4" }],
    options: noOptions,
    types: [
        "aws:ec2/instance:Instance",
        "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
        "aws:ec2/launchConfiguration:LaunchConfiguration",
        "aws:ec2/launchTemplate:LaunchTemplate",
    ],
    check({ props }, verdict) {
        judge(props, FIELD, verdict);
        const interfaces = at(props, "networkInterfaces");
        if (interfaces === UNKNOWN) verdict.unknown("networkInterfaces");
        for (const [index, each] of items(interfaces).entries())
            judge(each, `networkInterfaces[${index}].${FIELD}`, verdict);
    },
});
