/**
 * Inputs that cannot change in place: the provider deletes the resource and makes it anew.
 * For Kubernetes it is the provider's own list (`forceNew` in its diff.go), for AWS what the resources of this program
 * document as forcing a new one. What is missing here is shown as a change: the engine has the last word.
 */
import { fields, textOr } from "../../policies/read.ts";
import type { ComparedResource } from "./compared-resource.ts";
import { isWithin, type ValueChange } from "./values.ts";

const selector = ["spec.selector"];

const kubernetes: Readonly<Record<string, readonly string[]>> = {
    "apps:Deployment": selector,
    "apps:DaemonSet": selector,
    "apps:StatefulSet": [
        ...selector,
        "spec.podManagementPolicy",
        "spec.revisionHistoryLimit",
        "spec.serviceName",
        "spec.volumeClaimTemplates",
    ],
    "batch:Job": [...selector, "spec.completions", "spec.parallelism", "spec.template"],
    "core:PersistentVolumeClaim": ["spec"],
    "core:ResourceQuota": ["spec.scopes"],
    "core:Service": ["spec.clusterIP"],
    "rbac.authorization.k8s.io:ClusterRoleBinding": ["roleRef"],
    "rbac.authorization.k8s.io:RoleBinding": ["roleRef"],
    "storage.k8s.io:StorageClass": ["parameters", "provisioner"],
    "helm.sh:Release": ["name", "namespace"],
};

/** Only where the provider was not told that they may change in place. */
const unlessMutable: Readonly<Record<string, { readonly setting: string; readonly paths: readonly string[] }>> = {
    "core:ConfigMap": { setting: "enableConfigMapMutable", paths: ["data", "binaryData"] },
    "core:Secret": { setting: "enableSecretMutable", paths: ["data", "stringData"] },
};

const everything = [""];

const others: Readonly<Record<string, readonly string[]>> = {
    "pulumi:providers:kubernetes": ["clusterIdentifier", "context", "cluster"],
    "random:index/randomPassword:RandomPassword": everything,
    "random:index/randomString:RandomString": everything,
    "random:index/randomId:RandomId": everything,
    "aws:acm/certificate:Certificate": ["domainName", "keyAlgorithm", "subjectAlternativeNames", "validationMethod"],
    "aws:backup/vault:Vault": ["name", "kmsKeyArn"],
    "aws:cloudwatch/logGroup:LogGroup": ["name"],
    "aws:dynamodb/table:Table": ["name", "hashKey", "rangeKey"],
    "aws:ec2/natGateway:NatGateway": ["allocationId", "connectivityType", "subnetId"],
    "aws:ec2/securityGroup:SecurityGroup": ["description", "name", "vpcId"],
    "aws:ec2/subnet:Subnet": ["availabilityZone", "cidrBlock", "vpcId"],
    "aws:ec2/vpc:Vpc": ["cidrBlock"],
    "aws:eks/accessEntry:AccessEntry": ["clusterName", "principalArn"],
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": everything,
    "aws:eks/addon:Addon": ["addonName", "clusterName"],
    "aws:eks/cluster:Cluster": ["encryptionConfig", "kubernetesNetworkConfig.serviceIpv4Cidr", "name", "roleArn"],
    "aws:eks/nodeGroup:NodeGroup": [
        "amiType",
        "capacityType",
        "clusterName",
        "diskSize",
        "instanceTypes",
        "launchTemplate.id",
        "launchTemplate.name",
        "nodeGroupName",
        "nodeRoleArn",
        "subnetIds",
    ],
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": ["clusterName", "namespace", "serviceAccount"],
    "aws:elasticache/replicationGroup:ReplicationGroup": [
        "atRestEncryptionEnabled",
        "kmsKeyId",
        "port",
        "replicationGroupId",
        "snapshotArns",
        "subnetGroupName",
    ],
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": ["url"],
    "aws:iam/role:Role": ["name", "path"],
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ["policyArn", "role"],
    "aws:kms/key:Key": ["customerMasterKeySpec", "keyUsage", "multiRegion"],
    "aws:rds/cluster:Cluster": [
        "availabilityZones",
        "clusterIdentifier",
        "databaseName",
        "dbSubnetGroupName",
        "engine",
        "engineMode",
        "kmsKeyId",
        "masterUsername",
        "snapshotIdentifier",
        "storageEncrypted",
    ],
    "aws:rds/clusterInstance:ClusterInstance": ["clusterIdentifier", "engine"],
    "aws:rds/instance:Instance": ["availabilityZone", "dbName", "engine", "kmsKeyId", "storageEncrypted", "username"],
    "aws:route53/record:Record": ["name", "type", "zoneId"],
    "aws:route53/zone:Zone": ["name"],
    "aws:s3/bucket:Bucket": ["bucket", "objectLockEnabled"],
    "aws:sns/topic:Topic": ["fifoTopic", "name"],
};

/** Paths of the changes for which the resource is made anew; none when it changes in place. */
export function replacingPaths(
    { type, custom }: ComparedResource,
    changes: readonly ValueChange[],
    provider: ComparedResource | undefined,
): readonly string[] {
    if (!custom) return [];
    const forcing = type.startsWith("kubernetes:") ? ofKubernetes(type, provider) : (others[type] ?? []);
    return changes
        .map(({ path }) => path)
        .filter((path) => forcing.some((prefix) => prefix === "" || isWithin(path, prefix)));
}

function ofKubernetes(type: string, provider: ComparedResource | undefined): readonly string[] {
    const [, group = "", kind = ""] = /^kubernetes:([^/]+)\/[^:]*:(.+)$/.exec(type) ?? [];
    const key = `${group}:${kind}`;
    const data = unlessMutable[key];
    const isMutable = data !== undefined && textOr(fields(provider?.inputs)[data.setting]) === "true";
    return [
        "metadata.name",
        "metadata.namespace",
        ...(kubernetes[key] ?? []),
        ...(data === undefined || isMutable ? [] : data.paths),
    ];
}
