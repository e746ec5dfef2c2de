/**
 * Addresses that a node of a type takes in its subnet when it is full of pods: every interface with all of its addresses.
 * The plug-in gives pods addresses of the VPC one by one: blocks of addresses (prefix delegation) are off.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AvailableIpPerENI.html
 */
import type { nodeInstanceTypes } from "../../config/cluster-schema.ts";

type InstanceType = (typeof nodeInstanceTypes)[number];

interface Interfaces {
    readonly count: number;
    readonly addresses: number;
}

const interfaces: Readonly<Record<InstanceType, Interfaces>> = {
    "m5.large": { count: 3, addresses: 10 },
    "m5.xlarge": { count: 4, addresses: 15 },
    "m5.2xlarge": { count: 4, addresses: 15 },
};

export function addressesOf(type: InstanceType): number {
    const { count, addresses } = interfaces[type];
    return count * addresses;
}
