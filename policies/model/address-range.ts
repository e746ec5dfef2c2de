/** Ranges of addresses in the rules of firewalls. */

const RANGE = /^([0-9.]+|[0-9a-f:.]*:[0-9a-f:.]*)\/(\d{1,3})$/i;

export interface AddressRange {
    readonly family: "IPv4" | "IPv6";
    readonly prefix: number;
}

/** undefined for what is no range. */
export function addressRange(written: string): AddressRange | undefined {
    const [, address, prefix] = RANGE.exec(written) ?? [];
    if (address === undefined || prefix === undefined) return undefined;
    return { family: address.includes(":") ? "IPv6" : "IPv4", prefix: Number(prefix) };
}

/** Halves of the internet are the internet: an IPv4 range wider than /8, an IPv6 range wider than /16. */
const WIDEST = { IPv4: 8, IPv6: 16 } as const;

export function isWorld(written: string): boolean {
    const range = addressRange(written);
    return range !== undefined && range.prefix < WIDEST[range.family];
}
