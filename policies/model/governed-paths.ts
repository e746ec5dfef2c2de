/**
 * What the rules of this pack judge, by type. A path that is ignored keeps in the cloud what it was there, and the rules
 * judge what the program says: about such a path they would say nothing true.
 */

/** Those of one type; * in a type stands for a part. */
export interface Governed {
    readonly type: string;
    readonly paths: readonly string[];
}

export const GOVERNED: readonly Governed[] = [
    { type: "kubernetes:networking.k8s.io/*:Ingress", paths: ["spec", "metadata.annotations"] },
    { type: "kubernetes:networking.k8s.io/*:NetworkPolicy", paths: ["spec"] },
    { type: "kubernetes:gateway.networking.k8s.io/*", paths: ["spec"] },
    { type: "kubernetes:rbac.authorization.k8s.io/*", paths: ["rules", "roleRef", "subjects"] },
    { type: "kubernetes:core/v1:Namespace", paths: ["metadata.labels"] },
    {
        type: "kubernetes:core/v1:Service",
        paths: ["spec.type", "spec.externalIPs", "spec.loadBalancerSourceRanges", "metadata.annotations"],
    },
    { type: "kubernetes:core/v1:ResourceQuota", paths: ["spec"] },
    { type: "kubernetes:core/v1:LimitRange", paths: ["spec"] },
    { type: "kubernetes:policy/*:PodDisruptionBudget", paths: ["spec"] },
    { type: "kubernetes:autoscaling/*:HorizontalPodAutoscaler", paths: ["spec"] },
    { type: "kubernetes:traefik.*", paths: ["spec"] },
    { type: "kubernetes:policy.linkerd.io/*", paths: ["spec"] },
    { type: "kubernetes:storage.k8s.io/*:StorageClass", paths: ["parameters"] },
    { type: "kubernetes:helm.sh/*", paths: ["version", "values", "repositoryOpts"] },
    { type: "aws:ec2/securityGroup:SecurityGroup", paths: ["ingress", "egress"] },
    { type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", paths: ["ingress", "egress"] },
    {
        type: "aws:ec2/securityGroupRule:SecurityGroupRule",
        paths: ["cidrBlocks", "ipv6CidrBlocks", "fromPort", "toPort", "protocol"],
    },
    { type: "aws:vpc/securityGroup*Rule:*", paths: ["cidrIpv4", "cidrIpv6", "fromPort", "toPort", "ipProtocol"] },
    {
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        paths: ["metadataOptions", "blockDeviceMappings", "networkInterfaces"],
    },
    { type: "aws:ec2/subnet:Subnet", paths: ["mapPublicIpOnLaunch"] },
    {
        type: "aws:eks/cluster:Cluster",
        paths: [
            "vpcConfig",
            "enabledClusterLogTypes",
            "encryptionConfig",
            "accessConfig",
            "deletionProtection",
            "version",
        ],
    },
    {
        type: "aws:eks/nodeGroup:NodeGroup",
        paths: ["launchTemplate", "subnetIds", "remoteAccess", "scalingConfig.minSize", "scalingConfig.maxSize"],
    },
    { type: "aws:eks/accessEntry:AccessEntry", paths: ["kubernetesGroups"] },
    { type: "aws:iam/*", paths: ["policy", "assumeRolePolicy", "inlinePolicies", "managedPolicyArns", "policyArn"] },
    { type: "aws:kms/*", paths: ["enableKeyRotation", "policy", "deletionWindowInDays"] },
    {
        type: "aws:rds/*",
        paths: [
            "publiclyAccessible",
            "storageEncrypted",
            "kmsKeyId",
            "backupRetentionPeriod",
            "deletionProtection",
            "skipFinalSnapshot",
            "multiAz",
            "parameters",
            "parameterGroupName",
            "dbClusterParameterGroupName",
            "manageMasterUserPassword",
            "requireTls",
            "caCertIdentifier",
        ],
    },
    {
        type: "aws:elasticache/*",
        paths: [
            "atRestEncryptionEnabled",
            "transitEncryptionEnabled",
            "transitEncryptionMode",
            "authToken",
            "automaticFailoverEnabled",
            "multiAzEnabled",
            "snapshotRetentionLimit",
        ],
    },
    { type: "aws:*lb/listener:Listener", paths: ["protocol", "sslPolicy", "certificateArn", "defaultActions"] },
    {
        type: "aws:*lb/loadBalancer:LoadBalancer",
        paths: ["accessLogs", "enableDeletionProtection", "dropInvalidHeaderFields", "listeners"],
    },
    { type: "aws:wafv2/webAcl:WebAcl", paths: ["rules", "defaultAction"] },
    {
        type: "aws:cloudfront/distribution:Distribution",
        paths: ["viewerCertificate", "defaultCacheBehavior", "orderedCacheBehaviors", "origins", "webAclId"],
    },
    {
        type: "aws:s3/*",
        paths: [
            "policy",
            "acl",
            "blockPublicAcls",
            "blockPublicPolicy",
            "ignorePublicAcls",
            "restrictPublicBuckets",
            "rules",
            "versioningConfiguration",
        ],
    },
    { type: "aws:secretsmanager/secret:Secret", paths: ["kmsKeyId", "recoveryWindowInDays"] },
    { type: "aws:ecr/*", paths: ["imageTagMutability", "imageScanningConfiguration", "policy"] },
    { type: "aws:cloudwatch/logGroup:LogGroup", paths: ["retentionInDays", "kmsKeyId"] },
    { type: "aws:*", paths: ["tags"] },
];
