/** An aws that knows one Aurora cluster, with backups of twenty days. */
import type { StubTools } from "./stub-tools.ts";

export const auroraWindow = {
    earliest: "2026-11-01T00:00:00.000000+00:00",
    latest: "2026-11-20T12:00:00.500000+00:00",
};

export function auroraTools(tools: StubTools, identifier: string): StubTools {
    return tools
        .on("aws", new RegExp(`^rds describe-db-clusters --db-cluster-identifier ${identifier} --region us-east-1 `), {
            stdout: JSON.stringify({
                DBClusters: [
                    {
                        DBClusterIdentifier: identifier,
                        EngineVersion: "17.5",
                        EarliestRestorableTime: auroraWindow.earliest,
                        LatestRestorableTime: auroraWindow.latest,
                        DBSubnetGroup: identifier,
                        DBClusterParameterGroup: identifier,
                        KmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/0a1b",
                        VpcSecurityGroups: [{ VpcSecurityGroupId: "sg-0a1b", Status: "active" }],
                        DBClusterMembers: [
                            { DBInstanceIdentifier: `${identifier}-1`, IsClusterWriter: false },
                            { DBInstanceIdentifier: `${identifier}-0`, IsClusterWriter: true },
                        ],
                    },
                ],
            }),
        })
        .on("aws", new RegExp(`^rds describe-db-instances --db-instance-identifier ${identifier}-0 `), {
            stdout: JSON.stringify({
                DBInstances: [
                    {
                        DBInstanceClass: "db.r7g.large",
                        DBParameterGroups: [{ DBParameterGroupName: identifier }],
                    },
                ],
            }),
        });
}
