/**
 * Divides the range of a VPC: three quarters for the private subnets, where nodes and pods take their addresses, and the
 * last one in eighths for the public subnets (load balancers, NAT) and those of databases.
 */
import { Address4 } from "ip-address";
import { cidrProblem } from "./cidr.ts";

export interface ZoneAddresses {
    readonly public: string;
    readonly private: string;
    readonly database: string;
}

/** AWS takes /16 to /28; below /20 the public subnets would be too small for load balancers, which want eight addresses. */
export const vpcPrefix = { min: 16, max: 20 } as const;

/** One entry for each of up to three zones. */
export function addressPlan(cidr: string, zones: number): readonly ZoneAddresses[] {
    const [, prefixText = "0"] = cidr.split("/");
    const prefix = Number(prefixText);
    const first = new Address4(cidr).startAddress().bigInt();
    const block = (length: number, index: number): string => {
        const size = 1n << BigInt(32 - length);
        return `${Address4.fromBigInt(first + BigInt(index) * size).address}/${length}`;
    };
    const quarter = prefix + 2;
    const eighthOfQuarter = quarter + 3;
    // Three quarters hold 24 of the 32 small blocks; the small ones that are used come after them.
    return Array.from({ length: zones }, (_, zone) => ({
        private: block(quarter, zone),
        public: block(eighthOfQuarter, 24 + zone),
        database: block(eighthOfQuarter, 27 + zone),
    }));
}

/** What is wrong with the range of a VPC, or undefined. */
export function vpcCidrProblem(cidr: string): string | undefined {
    const problem = cidrProblem(cidr);
    if (problem !== undefined) return problem;
    const { min, max } = vpcPrefix;
    const { subnetMask } = new Address4(cidr);
    return subnetMask < min || subnetMask > max
        ? `found "${cidr}", allowed: a range from /${min} to /${max}.`
        : undefined;
}
