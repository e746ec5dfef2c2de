import { z } from "zod";
import { addressRange } from "../model/address-range.ts";
import type { Subject } from "../model/subject.ts";
import { flag, number } from "../options.ts";
import { at, items, show, text, truth } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { demandSwitch } from "../shared/switches.ts";
import { UNKNOWN } from "../unknown.ts";

const PUBLIC = "vpcConfig.endpointPublicAccess";
const RANGES = "vpcConfig.publicAccessCidrs";

interface Narrowest {
    readonly smallestPrefix: number;
    readonly smallestPrefixV6: number;
}

function judgeRanges(subject: Subject, verdict: Verdict, options: Narrowest): void {
    const written = at(subject.props, "vpcConfig", "publicAccessCidrs");
    const remedy = 'vpcConfig: { publicAccessCidrs: ["198.51.100.0/24"] }';
    if (written === UNKNOWN) {
        verdict.unknown(RANGES);
        return;
    }
    if (items(written).length === 0) {
        const message = `${RANGES} is not set: the API server answers the whole internet`;
        verdict.bad({ message, remedy });
        return;
    }
    for (const [index, each] of items(written).entries()) {
        const cidr = text(each);
        if (cidr === UNKNOWN) {
            verdict.unknown(`${RANGES}[${index}]`);
            continue;
        }
        const range = cidr === undefined ? undefined : addressRange(cidr);
        const least = range?.family === "IPv6" ? options.smallestPrefixV6 : options.smallestPrefix;
        if (range === undefined || range.prefix < least)
            verdict.bad({ message: `${RANGES}[${index}] is ${show(each)}; wanted is /${least} or narrower`, remedy });
    }
}

export const rule = defineRule({
    name: "aws-eks-endpoint-access",
    title: "The API server of a cluster is reached from inside, or from known addresses",
    rationale: "Whoever reaches it can try stolen credentials and flaws that nobody has mended yet.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "CIS EKS", id: "5.4" }],
    configOnlyExemption: true,
    options: (tier) =>
        z.strictObject({
            /** Whether a public endpoint with a list of addresses will do. */
            public: flag.default(tier !== "prod"),
            /** Widest IPv4 range of that list. */
            smallestPrefix: number.default(24),
            /** Widest IPv6 range: what one place gets. */
            smallestPrefixV6: number.default(48),
        }),
    types: ["aws:eks/cluster:Cluster"],
    check(subject, verdict, { options }) {
        const because = "nodes would reach it through the internet";
        demandSwitch(subject, verdict, {
            path: "vpcConfig.endpointPrivateAccess",
            wanted: true,
            unset: false,
            because,
        });
        if (options.public) {
            const open = truth(at(subject.props, "vpcConfig", "endpointPublicAccess"));
            if (open === UNKNOWN) verdict.unknown(PUBLIC);
            else if (open ?? true) judgeRanges(subject, verdict, options);
        } else {
            const because = "the API server would be on the internet";
            demandSwitch(subject, verdict, { path: PUBLIC, wanted: false, unset: true, because });
        }
    },
});
