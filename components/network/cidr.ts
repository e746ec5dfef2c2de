/** Ranges of IPv4 addresses, as people write them. */
import { Address4 } from "ip-address";

/** What is wrong with a range, or undefined. */
export function cidrProblem(cidr: string): string | undefined {
    if (!/\/\d+$/.test(cidr) || !Address4.isValid(cidr)) {
        return `found "${cidr}", allowed: an IPv4 range, such as 10.10.0.0/16.`;
    }
    const address = new Address4(cidr);
    const start = address.startAddress().address;
    return start === address.addressMinusSuffix
        ? undefined
        : `found "${cidr}", whose address lies inside the range. Write ${start}/${address.subnetMask}.`;
}

export function overlap(one: string, other: string): boolean {
    const a = new Address4(one);
    const b = new Address4(other);
    return a.isInSubnet(b) || b.isInSubnet(a);
}

export function addressCount(cidr: string): number {
    return 2 ** (32 - new Address4(cidr).subnetMask);
}
