/** Where a node of EC2 gives out its credentials: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html */
import { Address4, Address6 } from "ip-address";

/** As ranges of one address, the form that NetworkPolicies take. */
export const METADATA_RANGES = ["169.254.169.254/32", "fd00:ec2::254/128"] as const;

/** Whether the one range lies in the other; never in one of the other family, nor in what is none. */
export function contains(range: string, part: string): boolean {
    for (const Address of [Address4, Address6])
        if (Address.isValid(range) && Address.isValid(part)) return new Address(part).isInSubnet(new Address(range));
    return false;
}
