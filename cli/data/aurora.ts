/** The Aurora cluster behind a system's database, as AWS tells about it. */
import { z } from "zod";
import { storeIdentifier } from "../../components/database/identifier.ts";
import { databaseEngine } from "../../components/database/engines.ts";
import { InputError } from "../../config/problem.ts";
import type { StackSystem } from "../stack.ts";
import { Aws } from "../tools/aws.ts";

const clustersSchema = z.object({
    DBClusters: z.tuple([
        z.object({
            DBClusterIdentifier: z.string(),
            EngineVersion: z.string(),
            EarliestRestorableTime: z.iso.datetime({ offset: true }),
            LatestRestorableTime: z.iso.datetime({ offset: true }),
            DBSubnetGroup: z.string(),
            DBClusterParameterGroup: z.string(),
            KmsKeyId: z.string(),
            VpcSecurityGroups: z.array(z.object({ VpcSecurityGroupId: z.string() })).min(1),
            DBClusterMembers: z.array(z.object({ DBInstanceIdentifier: z.string(), IsClusterWriter: z.boolean() })),
        }),
    ]),
});

const instancesSchema = z.object({
    DBInstances: z.tuple([
        z.object({
            DBInstanceClass: z.string(),
            DBParameterGroups: z.tuple([z.object({ DBParameterGroupName: z.string() })]),
        }),
    ]),
});

export interface AuroraCluster {
    readonly identifier: string;
    readonly engineVersion: string;
    /** Between these two, any second can be restored. */
    readonly earliest: Date;
    readonly latest: Date;
    readonly subnetGroup: string;
    readonly parameterGroup: string;
    readonly keyArn: string;
    readonly securityGroupIds: readonly string[];
    /** Of the instance that writes. */
    readonly instanceClass: string;
    readonly instanceParameterGroup: string;
}

/** The identifier of the system's only database, or undefined where it runs in the cluster. */
export function auroraIdentifier({ spec, settings, site }: StackSystem): string | undefined {
    const { cluster } = site.config;
    const [database] = Object.entries(spec.databases);
    if (database === undefined || cluster.kind !== "eks") return undefined;
    const [key, { objectName }] = database;
    if (databaseEngine(cluster.kind, settings.databases[key]) !== "aurora") return undefined;
    return storeIdentifier(cluster.name, objectName);
}

/** @throws InputError where AWS runs no database of the system. */
export function requireAurora(stack: string, system: StackSystem): { readonly identifier: string; readonly aws: Aws } {
    const identifier = auroraIdentifier(system);
    const { region } = system.site.config;
    if (identifier !== undefined && region !== undefined) return { identifier, aws: new Aws(region) };
    const message = `AWS runs no database of ${system.name} on stack ${stack}. Name a stack on which Aurora does.`;
    throw new InputError([{ file: "command line", path: "--system", message }]);
}

export async function describeAurora(aws: Aws, identifier: string): Promise<AuroraCluster> {
    const answer = await aws.json(["rds", "describe-db-clusters", "--db-cluster-identifier", identifier]);
    const [cluster] = clustersSchema.parse(answer).DBClusters;
    const writer = cluster.DBClusterMembers.find(({ IsClusterWriter }) => IsClusterWriter);
    if (writer === undefined) throw new InputError([{ file: "AWS", path: identifier, message: "has no writer now." }]);
    const call = ["rds", "describe-db-instances", "--db-instance-identifier", writer.DBInstanceIdentifier];
    const [instance] = instancesSchema.parse(await aws.json(call)).DBInstances;
    return {
        identifier: cluster.DBClusterIdentifier,
        engineVersion: cluster.EngineVersion,
        earliest: new Date(cluster.EarliestRestorableTime),
        latest: new Date(cluster.LatestRestorableTime),
        subnetGroup: cluster.DBSubnetGroup,
        parameterGroup: cluster.DBClusterParameterGroup,
        keyArn: cluster.KmsKeyId,
        securityGroupIds: cluster.VpcSecurityGroups.map(({ VpcSecurityGroupId }) => VpcSecurityGroupId),
        instanceClass: instance.DBInstanceClass,
        instanceParameterGroup: instance.DBParameterGroups[0].DBParameterGroupName,
    };
}
