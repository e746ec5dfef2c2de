/**
 * The Route 53 hosted zones of a stack, by domain: those that exist, by their id, and those that the stack makes. Whoever
 * holds the domain names the name servers of a new one; until then no certificate below it is issued.
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** In place of an id: the stack makes the zone. */
export const createZone = "create";

export type ZoneIds = Readonly<Record<string, pulumi.Input<string>>>;

export interface HostedZonesArgs {
    /** Id by domain, or that it is to be made. */
    readonly zones: Readonly<Record<string, string>>;
    readonly protect: boolean;
}

export class HostedZones extends pulumi.ComponentResource {
    public readonly ids: ZoneIds;
    /** Of the zones that the stack makes, by domain. */
    public readonly nameServers: Readonly<Record<string, pulumi.Output<readonly string[]>>>;

    constructor(name: string, { zones, protect }: HostedZonesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:HostedZones", name, {}, opts);
        const made = Object.keys(zones)
            .filter((domain) => zones[domain] === createZone)
            .map((domain) => ({ domain, zone: this.#zone(name, domain, protect) }));
        this.ids = { ...zones, ...Object.fromEntries(made.map(({ domain, zone }) => [domain, zone.zoneId])) };
        this.nameServers = Object.fromEntries(made.map(({ domain, zone }) => [domain, zone.nameServers]));
        this.registerOutputs({ nameServers: this.nameServers });
    }

    #zone(name: string, domain: string, protect: boolean): aws.route53.Zone {
        return new aws.route53.Zone(
            `${name}-${domain}`,
            // Records that external-dns left behind go with a zone that is not protected.
            { name: domain, comment: `Hosts below ${domain}`, forceDestroy: !protect },
            { parent: this, protect },
        );
    }
}
