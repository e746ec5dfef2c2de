/** What AWS gives back by resource type, as far as a program reads it. All values follow from id and inputs. */
import { at, type Bag, digest, isBag, text, type Value } from "./wire.ts";

export interface Made {
    readonly id: string;
    readonly arn: string;
    readonly region: string;
    readonly account: string;
    readonly inputs: Bag;
}

export interface AwsType {
    /** Which input is the id; a type without one gets an id from the cloud, with this prefix. */
    readonly id?: { readonly input: string; readonly generated?: boolean } | { readonly prefix: string };
    /** "arn" where the cloud's id is the ARN itself. */
    readonly idIsArn?: boolean;
    readonly immutable?: readonly string[];
    readonly outputs?: (made: Made) => Bag;
}

const strings = (value: Value | undefined): string[] =>
    Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];

const named = (input = "name"): AwsType => ({ id: { input, generated: true }, immutable: [input] });
const zone = "Z04STRATA";

/** The token's last part, as in "aws:ec2/vpc:Vpc". */
export const awsTypes: Readonly<Record<string, AwsType>> = {
    "acm/certificate:Certificate": {
        id: { prefix: "certificate" },
        idIsArn: true,
        immutable: ["domainName", "subjectAlternativeNames"],
        outputs: ({ inputs }) => ({
            status: "ISSUED",
            domainValidationOptions: [
                text(inputs, "domainName") ?? "",
                ...strings(inputs["subjectAlternativeNames"]),
            ].map((domainName) => ({
                domainName,
                resourceRecordName: `_${digest(domainName, 12)}.${domainName.replace("*.", "")}.`,
                resourceRecordType: "CNAME",
                resourceRecordValue: `_${digest(domainName, 12)}.acm-validations.aws.`,
            })),
        }),
    },
    "acm/certificateValidation:CertificateValidation": { immutable: ["certificateArn"] },
    "backup/plan:Plan": { id: { prefix: "" } },
    "backup/selection:Selection": { id: { prefix: "" }, immutable: ["name", "planId", "iamRoleArn", "resources"] },
    "backup/vault:Vault": { ...named(), immutable: ["name", "kmsKeyArn"] },
    "cloudwatch/logGroup:LogGroup": named(),
    "cloudwatch/metricAlarm:MetricAlarm": named(),
    "dynamodb/table:Table": named(),
    "ec2/eip:Eip": {
        id: { prefix: "eipalloc-" },
        outputs: ({ id }) => ({ allocationId: id, publicIp: "203.0.113.10" }),
    },
    "ec2/flowLog:FlowLog": { id: { prefix: "fl-" }, immutable: ["vpcId", "logDestination", "trafficType"] },
    "ec2/internetGateway:InternetGateway": { id: { prefix: "igw-" } },
    "ec2/launchTemplate:LaunchTemplate": {
        id: { prefix: "lt-" },
        immutable: ["name"],
        outputs: ({ id }) => ({ launchTemplateId: id, latestVersion: 1, defaultVersion: 1 }),
    },
    "ec2/natGateway:NatGateway": { id: { prefix: "nat-" }, immutable: ["subnetId", "allocationId"] },
    "ec2/routeTable:RouteTable": { id: { prefix: "rtb-" }, immutable: ["vpcId"] },
    "ec2/securityGroup:SecurityGroup": { id: { prefix: "sg-" }, immutable: ["vpcId", "name", "description"] },
    "ec2/securityGroupRule:SecurityGroupRule": {
        id: { prefix: "sgrule-" },
        immutable: ["securityGroupId", "type", "fromPort", "toPort", "protocol"],
        outputs: ({ id }) => ({ securityGroupRuleId: id }),
    },
    "ec2/subnet:Subnet": { id: { prefix: "subnet-" }, immutable: ["vpcId", "cidrBlock", "availabilityZone"] },
    "ec2/vpc:Vpc": {
        id: { prefix: "vpc-" },
        immutable: ["cidrBlock"],
        outputs: ({ id, account }) => ({
            ownerId: account,
            mainRouteTableId: `rtb-${digest(id, 8)}`,
            defaultRouteTableId: `rtb-${digest(id, 8)}`,
            defaultSecurityGroupId: `sg-${digest(id, 8)}`,
            defaultNetworkAclId: `acl-${digest(id, 8)}`,
        }),
    },
    "ec2/vpcEndpoint:VpcEndpoint": {
        id: { prefix: "vpce-" },
        immutable: ["vpcId", "serviceName", "vpcEndpointType"],
        outputs: ({ id, region }) => ({
            prefixListId: `pl-${digest(id, 8)}`,
            dnsEntries: [{ dnsName: `${id}.vpce.${region}.amazonaws.com`, hostedZoneId: zone }],
        }),
    },
    "ecr/repository:Repository": {
        ...named(),
        outputs: ({ id, account, region }) => ({
            registryId: account,
            repositoryUrl: `${account}.dkr.ecr.${region}.amazonaws.com/${id}`,
        }),
    },
    "eks/accessEntry:AccessEntry": { immutable: ["clusterName", "principalArn"] },
    "eks/accessPolicyAssociation:AccessPolicyAssociation": {
        immutable: ["clusterName", "principalArn", "policyArn", "accessScope"],
    },
    "eks/addon:Addon": { immutable: ["clusterName", "addonName"] },
    "eks/cluster:Cluster": {
        ...named(),
        immutable: ["name", "roleArn", "encryptionConfig", "kubernetesNetworkConfig", "vpcConfig.subnetIds"],
        outputs: ({ id, region, inputs }) => ({
            clusterId: id,
            status: "ACTIVE",
            endpoint: `https://${digest(id, 32).toUpperCase()}.gr7.${region}.eks.amazonaws.com`,
            certificateAuthority: { data: btoa(`ca of ${id}`) },
            identities: [
                { oidcs: [{ issuer: `https://oidc.eks.${region}.amazonaws.com/id/${digest(id, 32).toUpperCase()}` }] },
            ],
            vpcConfig: {
                ...(isBag(inputs["vpcConfig"]) ? inputs["vpcConfig"] : {}),
                clusterSecurityGroupId: `sg-${digest(id, 8)}`,
                vpcId: `vpc-${digest(id, 8)}`,
            },
        }),
    },
    "eks/nodeGroup:NodeGroup": {
        immutable: ["clusterName", "nodeGroupName", "nodeRoleArn", "subnetIds", "instanceTypes", "capacityType"],
        outputs: ({ id }) => ({
            status: "ACTIVE",
            resources: [{ autoscalingGroups: [{ name: `eks-${digest(id, 8)}` }] }],
        }),
    },
    "eks/podIdentityAssociation:PodIdentityAssociation": {
        immutable: ["clusterName", "namespace", "serviceAccount"],
    },
    "elasticache/parameterGroup:ParameterGroup": { ...named(), immutable: ["name", "family"] },
    "elasticache/replicationGroup:ReplicationGroup": {
        id: { input: "replicationGroupId", generated: true },
        immutable: ["replicationGroupId", "atRestEncryptionEnabled", "kmsKeyId", "subnetGroupName"],
        outputs: ({ id, region }) => ({
            primaryEndpointAddress: `master.${id}.cache.${region}.amazonaws.com`,
            readerEndpointAddress: `replica.${id}.cache.${region}.amazonaws.com`,
            configurationEndpointAddress: `clustercfg.${id}.cache.${region}.amazonaws.com`,
            memberClusters: [`${id}-001`, `${id}-002`],
        }),
    },
    "elasticache/subnetGroup:SubnetGroup": named(),
    "elasticache/user:User": { id: { input: "userId" }, immutable: ["userId", "userName"] },
    "elasticache/userGroup:UserGroup": { id: { input: "userGroupId" }, immutable: ["userGroupId"] },
    "iam/openIdConnectProvider:OpenIdConnectProvider": {
        id: { prefix: "oidc-provider/" },
        idIsArn: true,
        immutable: ["url"],
    },
    "iam/policy:Policy": { id: { prefix: "policy/" }, idIsArn: true, immutable: ["name", "path"] },
    "iam/role:Role": {
        ...named(),
        immutable: ["name", "path"],
        outputs: ({ id }) => ({ uniqueId: `AROA${digest(id, 17)}` }),
    },
    "kms/alias:Alias": named(),
    "kms/key:Key": { id: { prefix: "" }, outputs: ({ id }) => ({ keyId: id }) },
    "lb/loadBalancer:LoadBalancer": {
        id: { prefix: "loadbalancer/" },
        idIsArn: true,
        immutable: ["name", "internal", "subnets"],
        outputs: ({ id, region }) => ({ dnsName: `${digest(id, 12)}.elb.${region}.amazonaws.com`, zoneId: zone }),
    },
    "rds/cluster:Cluster": {
        id: { input: "clusterIdentifier", generated: true },
        immutable: [
            "clusterIdentifier",
            "engine",
            "kmsKeyId",
            "storageEncrypted",
            "masterUsername",
            "dbSubnetGroupName",
        ],
        outputs: ({ id, region, account, inputs }) => ({
            endpoint: `${id}.cluster-${digest(id, 12)}.${region}.rds.amazonaws.com`,
            readerEndpoint: `${id}.cluster-ro-${digest(id, 12)}.${region}.rds.amazonaws.com`,
            port: typeof inputs["port"] === "number" ? inputs["port"] : 5432,
            clusterResourceId: `cluster-${digest(id, 20).toUpperCase()}`,
            engineVersionActual: at(inputs, "engineVersion") ?? null,
            hostedZoneId: zone,
            masterUserSecrets:
                inputs["manageMasterUserPassword"] === true
                    ? [
                          {
                              secretArn: `arn:aws:secretsmanager:${region}:${account}:secret:rds!cluster-${digest(id, 12)}`,
                              secretStatus: "active",
                              kmsKeyId: at(inputs, "masterUserSecretKmsKeyId") ?? null,
                          },
                      ]
                    : [],
        }),
    },
    "rds/clusterInstance:ClusterInstance": {
        id: { input: "identifier", generated: true },
        immutable: ["identifier", "clusterIdentifier", "engine"],
        outputs: ({ id, region }) => ({
            endpoint: `${id}.${region}.rds.amazonaws.com`,
            dbiResourceId: `db-${digest(id, 20)}`,
        }),
    },
    "rds/clusterParameterGroup:ClusterParameterGroup": { ...named(), immutable: ["name", "family"] },
    "rds/globalCluster:GlobalCluster": {
        id: { input: "globalClusterIdentifier" },
        immutable: ["globalClusterIdentifier"],
    },
    "rds/parameterGroup:ParameterGroup": { ...named(), immutable: ["name", "family"] },
    "rds/subnetGroup:SubnetGroup": named(),
    "route53/record:Record": {
        immutable: ["zoneId", "name", "type", "setIdentifier"],
        outputs: ({ inputs }) => ({ fqdn: text(inputs, "name") ?? "" }),
    },
    "route53/zone:Zone": {
        id: { prefix: "Z" },
        immutable: ["name"],
        outputs: ({ id }) => ({ zoneId: id, nameServers: ["ns-1.awsdns.test", "ns-2.awsdns.test"] }),
    },
    "s3/bucket:Bucket": {
        id: { input: "bucket", generated: true },
        immutable: ["bucket"],
        outputs: ({ id, region }) => ({
            bucketDomainName: `${id}.s3.amazonaws.com`,
            bucketRegionalDomainName: `${id}.s3.${region}.amazonaws.com`,
            hostedZoneId: zone,
        }),
    },
    "secretsmanager/secret:Secret": { id: { prefix: "secret:" }, idIsArn: true, immutable: ["name"] },
    "secretsmanager/secretRotation:SecretRotation": { id: { input: "secretId" }, immutable: ["secretId"] },
    "secretsmanager/secretVersion:SecretVersion": { outputs: ({ id }) => ({ versionId: digest(id, 32) }) },
    "sns/topic:Topic": { id: { prefix: "" }, idIsArn: true, immutable: ["name", "fifoTopic"] },
    "sqs/queue:Queue": {
        id: { input: "name", generated: true },
        immutable: ["name", "fifoQueue"],
        outputs: ({ id, account, region }) => ({ url: `https://sqs.${region}.amazonaws.com/${account}/${id}` }),
    },
    "ssm/parameter:Parameter": named(),
    "vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
        id: { prefix: "sgr-" },
        immutable: ["securityGroupId"],
        outputs: ({ id }) => ({ securityGroupRuleId: id }),
    },
    "wafv2/webAcl:WebAcl": { id: { prefix: "" }, immutable: ["name", "scope"], outputs: () => ({ capacity: 50 }) },
};
