/** Aurora PostgreSQL, behind the interface that the one in the cluster implements as well. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { rotatingKey } from "../encryption/rotating-key.ts";
import type { Tier } from "../../systems/spec.ts";
import { labels } from "../naming/labels.ts";
import { ManagedSecret } from "../secrets/managed-secret.ts";
import type { Connection } from "../workload/connection.ts";
import { auroraAlarms } from "./alarms.ts";
import { alias } from "./alias.ts";
import { auroraCluster, insightsOf } from "./aurora-cluster.ts";
import { auroraInstances } from "./aurora-instances.ts";
import { postgresConnection, postgresPort } from "./clients.ts";
import { closedGroup } from "./closed-group.ts";
import type { DatabaseArgs, DataStore, Managed } from "./database.ts";
import { storeIdentifier } from "./identifier.ts";
import type { RdsAuthority } from "./rds-authority.ts";

/** Exact, and of the major version that runs in the cluster where there is no cloud. */
// renovate: datasource=endoflife-date depName=amazon-aurora-postgresql
const engineVersion = "17.7";

const instanceClasses: Readonly<Record<Tier, string>> = {
    minimal: "db.t4g.medium",
    standard: "db.r6g.large",
    high: "db.r6g.xlarge",
};

export interface AuroraPostgresArgs extends DatabaseArgs, Managed {
    readonly authority: RdsAuthority;
}

export class AuroraPostgres extends pulumi.ComponentResource implements DataStore {
    public readonly connection: Connection;
    /** Name of the cluster in RDS. */
    public readonly identifier: string;
    public readonly arn: pulumi.Output<string>;

    constructor(name: string, args: AuroraPostgresArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:AuroraPostgres", name, {}, opts);
        this.identifier = storeIdentifier(args.cluster.name, args.objectName);
        const key = this.#key(name, args);
        const subnets = this.#subnets(name, args);
        const group = closedGroup(
            name,
            { identifier: this.identifier, port: postgresPort, cloud: args.cloud },
            { parent: this },
        );
        const cluster = this.#cluster(name, args, key, subnets, group.id);
        const instances = this.#instances(name, args, cluster, key, subnets);
        const { store, authority, cloud } = args;
        const masterSecret = cluster.masterUserSecrets.apply(([secret]) => secret?.secretArn ?? "");
        this.#rotation(name, masterSecret, instances);
        const secret = this.#secret(name, args, cluster, masterSecret, store.admit(name, masterSecret));
        const reachable = [...instances, group.rule];
        alias(name, args, "database", cluster.endpoint, { parent: this, dependsOn: [...args.dependsOn, ...reachable] });
        auroraAlarms(name, this.identifier, cloud, { parent: this, dependsOn: [...instances] });
        this.arn = cluster.arn;
        this.connection = postgresConnection({
            prefix: args.prefix,
            secretName: args.objectName,
            authority: authority.source,
            peers: cloud.network.databaseCidrs.map((cidr) => ({ ipBlock: { cidr } })),
            ports: [{ port: postgresPort, protocol: "TCP" }],
            ready: [...reachable, ...secret.ready, ...authority.ready],
        });
        this.registerOutputs({ identifier: this.identifier });
    }

    /** For what is stored, and for what Performance Insights keeps of it. */
    #key(name: string, { environment }: AuroraPostgresArgs): aws.kms.Key {
        return rotatingKey(
            name,
            { description: `Data of ${this.identifier}` },
            { parent: this, protect: environment.protectData },
        );
    }

    #subnets(name: string, { cloud }: AuroraPostgresArgs): aws.rds.SubnetGroup {
        return new aws.rds.SubnetGroup(
            name,
            {
                name: this.identifier,
                description: `Subnets of ${this.identifier}`,
                subnetIds: [...cloud.network.databaseSubnetIds],
            },
            { parent: this },
        );
    }

    #cluster(
        name: string,
        { spec, settings, environment, store, cloud }: AuroraPostgresArgs,
        key: aws.kms.Key,
        subnets: aws.rds.SubnetGroup,
        groupId: pulumi.Output<string>,
    ): aws.rds.Cluster {
        return auroraCluster(
            name,
            {
                identifier: this.identifier,
                engineVersion,
                spec,
                environment,
                backupDays: settings?.backupDays ?? environment.databaseBackupDays,
                insights: insightsOf(environment),
                subnetGroup: subnets.name,
                securityGroupId: groupId,
                keyArn: key.arn,
                secretKeyArn: store.keyArn,
                logKeyArn: cloud.logKeyArn,
            },
            { parent: this },
        );
    }

    #instances(
        name: string,
        { tier, settings, environment }: AuroraPostgresArgs,
        cluster: aws.rds.Cluster,
        key: aws.kms.Key,
        subnets: aws.rds.SubnetGroup,
    ): readonly aws.rds.ClusterInstance[] {
        return auroraInstances(
            name,
            {
                cluster,
                identifier: this.identifier,
                subnetGroup: subnets.name,
                engineVersion,
                instanceClass: settings?.instanceClass ?? instanceClasses[tier],
                count: settings?.instances ?? environment.databaseInstances,
                keyArn: key.arn,
                insightsDays: insightsOf(environment).days,
                applyImmediately: !environment.protectData,
            },
            { parent: this },
        );
    }

    /** RDS rotates it itself, so there is no Lambda; every 30 days in place of its own seven. */
    #rotation(name: string, secretArn: pulumi.Output<string>, instances: readonly pulumi.Resource[]): void {
        new aws.secretsmanager.SecretRotation(
            name,
            { secretId: secretArn, rotateImmediately: false, rotationRules: { automaticallyAfterDays: 30 } },
            // There is no password to change before there is a server.
            { parent: this, dependsOn: [...instances] },
        );
    }

    /** Coordinates in an entry of ours; the password by reference to the one that RDS keeps. */
    #secret(
        name: string,
        { system, namespace, objectName, spec, store, rotation, dependsOn }: AuroraPostgresArgs,
        cluster: aws.rds.Cluster,
        masterSecret: pulumi.Output<string>,
        access: pulumi.Resource,
    ): ManagedSecret {
        return new ManagedSecret(
            name,
            {
                namespace,
                secretName: objectName,
                labels: labels({ system, name: objectName, component: "database" }),
                entry: spec.entry,
                description: spec.description,
                store,
                generated: {},
                values: {
                    host: cluster.endpoint,
                    port: String(postgresPort),
                    username: spec.user,
                    dbname: spec.database,
                },
                borrowed: { password: { secretArn: masterSecret, property: "password" } },
                rotation,
                dependsOn: [...dependsOn, access],
            },
            { parent: this },
        );
    }
}
