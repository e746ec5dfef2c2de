/** The VPC of a site: in each zone a public, a private and a database subnet. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { addressPlan, type ZoneAddresses } from "./address-plan.ts";
import { Endpoints } from "./endpoints.ts";

export interface NetworkArgs {
    readonly cidr: string;
    readonly zones: readonly string[];
    /**
     * Cluster whose load balancers and nodes live in it: its controllers find subnets by tags. Start of what people see as
     * names, which several stacks of one account must not share.
     */
    readonly clusterName: string;
    readonly region: string;
    readonly accountId: string;
    /** One NAT gateway in each zone, else one for all. */
    readonly natPerZone: boolean;
    /** Interface endpoints of AWS services, beside the one to S3. */
    readonly endpoints: boolean;
}

/** The way out of the private subnets. */
interface WayOut {
    readonly tables: readonly aws.ec2.RouteTable[];
    /** Routes, and that the subnets have them. */
    readonly ready: readonly pulumi.Resource[];
}

type Tier = keyof ZoneAddresses;

const tags: Readonly<Record<Tier, Readonly<Record<string, string>>>> = {
    public: { "kubernetes.io/role/elb": "1" },
    private: { "kubernetes.io/role/internal-elb": "1" },
    database: {},
};

export class Network extends pulumi.ComponentResource {
    public readonly vpcId: pulumi.Output<string>;
    /** Range of the VPC. */
    public readonly cidr: string;
    public readonly publicSubnetIds: readonly pulumi.Output<string>[];
    public readonly privateSubnetIds: readonly pulumi.Output<string>[];
    public readonly databaseSubnetIds: readonly pulumi.Output<string>[];
    public readonly publicCidrs: readonly string[];
    public readonly privateCidrs: readonly string[];
    public readonly databaseCidrs: readonly string[];
    /** Nodes without a way out cannot join their cluster. */
    public readonly wayOut: readonly pulumi.Resource[];

    constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:Network", name, {}, opts);
        const plan = addressPlan(args.cidr, args.zones.length);
        const vpc = new aws.ec2.Vpc(
            name,
            {
                cidrBlock: args.cidr,
                enableDnsHostnames: true,
                enableDnsSupport: true,
                tags: { Name: args.clusterName },
            },
            { parent: this },
        );
        // Adopted only to be emptied: nothing may rely on a group that everything gets when it names none.
        new aws.ec2.DefaultSecurityGroup(name, { vpcId: vpc.id, ingress: [], egress: [] }, { parent: this });

        const publicSubnets = this.#subnets(name, args, vpc, plan, "public");
        const privateSubnets = this.#subnets(name, args, vpc, plan, "private");
        const databaseSubnets = this.#subnets(name, args, vpc, plan, "database");
        const gateways = this.#waysIn(name, args, vpc, publicSubnets);
        const wayOut = this.#waysOut(name, args, vpc, privateSubnets, gateways);
        this.#isolate(name, args, vpc, databaseSubnets);

        this.vpcId = vpc.id;
        this.cidr = args.cidr;
        this.publicSubnetIds = publicSubnets.map(({ id }) => id);
        this.privateSubnetIds = privateSubnets.map(({ id }) => id);
        this.databaseSubnetIds = databaseSubnets.map(({ id }) => id);
        this.publicCidrs = plan.map((zone) => zone.public);
        this.privateCidrs = plan.map((zone) => zone.private);
        this.databaseCidrs = plan.map((zone) => zone.database);
        this.wayOut = wayOut.ready;
        const { clusterName, region, accountId } = args;
        new Endpoints(
            name,
            {
                clusterName,
                region,
                accountId,
                vpcId: vpc.id,
                subnetIds: this.privateSubnetIds,
                clientCidrs: this.privateCidrs,
                routeTableIds: wayOut.tables.map(({ id }) => id),
                interfaces: args.endpoints,
            },
            { parent: this },
        );
        this.registerOutputs({ vpcId: this.vpcId });
    }

    #subnets(
        name: string,
        args: NetworkArgs,
        vpc: aws.ec2.Vpc,
        plan: readonly ZoneAddresses[],
        tier: Tier,
    ): readonly aws.ec2.Subnet[] {
        return args.zones.flatMap((zone, index) => {
            const cidrBlock = plan[index]?.[tier];
            if (cidrBlock === undefined) return [];
            return [
                new aws.ec2.Subnet(
                    `${name}-${tier}-${zone}`,
                    {
                        vpcId: vpc.id,
                        cidrBlock,
                        availabilityZone: zone,
                        mapPublicIpOnLaunch: false,
                        tags: {
                            Name: `${args.clusterName}-${tier}-${zone}`,
                            ...tags[tier],
                            ...(tier === "database" ? {} : { [`kubernetes.io/cluster/${args.clusterName}`]: "shared" }),
                        },
                    },
                    { parent: this },
                ),
            ];
        });
    }

    /** The public subnets' route to the world, and a NAT gateway in the first or in each of them. */
    #waysIn(
        name: string,
        args: NetworkArgs,
        vpc: aws.ec2.Vpc,
        subnets: readonly aws.ec2.Subnet[],
    ): readonly aws.ec2.NatGateway[] {
        const internet = new aws.ec2.InternetGateway(
            name,
            { vpcId: vpc.id, tags: { Name: args.clusterName } },
            { parent: this },
        );
        const table = this.#table(name, "public", args, vpc);
        const route = new aws.ec2.Route(
            `${name}-public`,
            { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", gatewayId: internet.id },
            { parent: this },
        );
        subnets.forEach((subnet, index) => {
            this.#associate(`${name}-public-${args.zones[index] ?? ""}`, table, subnet);
        });
        return subnets.slice(0, args.natPerZone ? subnets.length : 1).map((subnet, index) => {
            const zone = args.zones[index] ?? "";
            const nat = `${name}-${zone}`;
            const tags = { Name: `${args.clusterName}-${zone}` };
            const address = new aws.ec2.Eip(nat, { domain: "vpc", tags }, { parent: this });
            return new aws.ec2.NatGateway(
                nat,
                { allocationId: address.id, subnetId: subnet.id, tags },
                // AWS refuses one in a subnet that has no route to the world yet.
                { parent: this, dependsOn: [route] },
            );
        });
    }

    #waysOut(
        name: string,
        args: NetworkArgs,
        vpc: aws.ec2.Vpc,
        subnets: readonly aws.ec2.Subnet[],
        gateways: readonly aws.ec2.NatGateway[],
    ): WayOut {
        const ways = subnets.flatMap((subnet, index) => {
            const gateway = gateways[index] ?? gateways[0];
            if (gateway === undefined) return [];
            const zone = `${name}-private-${args.zones[index] ?? ""}`;
            const table = this.#table(name, `private-${args.zones[index] ?? ""}`, args, vpc);
            const route = new aws.ec2.Route(
                zone,
                { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", natGatewayId: gateway.id },
                { parent: this },
            );
            return [{ table, ready: [route, this.#associate(zone, table, subnet)] }];
        });
        return { tables: ways.map(({ table }) => table), ready: ways.flatMap(({ ready }) => ready) };
    }

    /** A table of their own without a route: the main table of a VPC can be changed by anyone who means another subnet. */
    #isolate(name: string, args: NetworkArgs, vpc: aws.ec2.Vpc, subnets: readonly aws.ec2.Subnet[]): void {
        const table = this.#table(name, "database", args, vpc);
        subnets.forEach((subnet, index) => {
            this.#associate(`${name}-database-${args.zones[index] ?? ""}`, table, subnet);
        });
    }

    #table(name: string, purpose: string, { clusterName }: NetworkArgs, vpc: aws.ec2.Vpc): aws.ec2.RouteTable {
        return new aws.ec2.RouteTable(
            `${name}-${purpose}`,
            { vpcId: vpc.id, tags: { Name: `${clusterName}-${purpose}` } },
            { parent: this },
        );
    }

    #associate(name: string, table: aws.ec2.RouteTable, subnet: aws.ec2.Subnet): aws.ec2.RouteTableAssociation {
        return new aws.ec2.RouteTableAssociation(
            name,
            { routeTableId: table.id, subnetId: subnet.id },
            { parent: this },
        );
    }
}
