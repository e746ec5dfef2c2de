/**
 * What a cloud would answer: made from inputs alone, the same on every run. Every value that an object could carry on
 * says what it is, so that nobody takes it for a real one.
 */
import { shortType } from "../recording.ts";
import type { Properties } from "../special-values.ts";

export interface Simulated {
    readonly id: string;
    readonly outputs: Properties;
}

export type Simulate = (type: string, name: string, inputs: Properties) => Simulated;

/** Part of every simulated identifier. */
export const simulatedMark = "simulated";

const mark = (name: string): string => `${simulatedMark}-${name}`;

/** Region and account of a simulated ARN: no account of AWS has this number. */
const arn = (service: string, resource: string): string => `arn:aws:${service}:region:000000000000:${resource}`;

type Answer = (name: string, inputs: Properties) => Properties;

const text = (value: unknown, fallback: string): string => (typeof value === "string" ? value : fallback);

const answers: Readonly<Record<string, Answer>> = {
    "eks:index:Cluster": (name, inputs) => {
        const cluster = text(inputs["name"], name);
        const host = `oidc.eks.invalid/id/${mark(cluster)}`;
        const endpoint = `https://${mark(cluster)}.eks.invalid`;
        return {
            oidcIssuer: host,
            oidcProviderUrl: `https://${host}`,
            kubeconfigJson: JSON.stringify({
                apiVersion: "v1",
                kind: "Config",
                "current-context": cluster,
                clusters: [{ name: cluster, cluster: { server: endpoint } }],
                contexts: [{ name: cluster, context: { cluster, user: cluster } }],
                users: [{ name: cluster, user: {} }],
            }),
            clusterSecurityGroupId: `sg-${mark(name)}`,
            nodeSecurityGroupId: `sg-${mark(name)}`,
        };
    },
    "aws:acm/certificate:Certificate": (name, inputs) => {
        const domain = text(inputs["domainName"], name);
        return {
            arn: arn("acm", `certificate/${mark(name)}`),
            domainValidationOptions: [
                {
                    domainName: domain,
                    resourceRecordName: `_${simulatedMark}.${domain}.`,
                    resourceRecordType: "CNAME",
                    resourceRecordValue: `_${simulatedMark}.acm-validations.invalid.`,
                },
            ],
        };
    },
    "aws:route53/zone:Zone": (name) => ({
        zoneId: mark(name),
        nameServers: [1, 2, 3, 4].map((number) => `ns-${number}.${simulatedMark}.invalid`),
    }),
    "aws:route53/record:Record": (_name, inputs) => ({ fqdn: text(inputs["name"], "") }),
    "aws:kms/key:Key": (name) => ({ keyId: mark(name), arn: arn("kms", `key/${mark(name)}`) }),
    "aws:sns/topic:Topic": (name, inputs) => ({ arn: arn("sns", text(inputs["name"], mark(name))) }),
    "aws:backup/vault:Vault": (name) => ({ arn: arn("backup", `backup-vault:${mark(name)}`) }),
    "aws:rds/cluster:Cluster": (name) => ({
        arn: arn("rds", `cluster:${mark(name)}`),
        endpoint: `${mark(name)}.cluster.rds.invalid`,
        readerEndpoint: `${mark(name)}.cluster-ro.rds.invalid`,
        masterUserSecrets: [{ secretArn: arn("secretsmanager", `secret:rds!cluster-${mark(name)}`) }],
    }),
    "aws:elasticache/replicationGroup:ReplicationGroup": (name) => ({
        arn: arn("elasticache", `replicationgroup:${mark(name)}`),
        primaryEndpointAddress: `master.${mark(name)}.cache.invalid`,
        readerEndpointAddress: `replica.${mark(name)}.cache.invalid`,
    }),
    "aws:iam/role:Role": (name, inputs) => {
        const role = text(inputs["name"], mark(name));
        return { name: role, arn: `arn:aws:iam::000000000000:role/${role}` };
    },
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": (name) => ({
        arn: `arn:aws:iam::000000000000:oidc-provider/${mark(name)}`,
    }),
    "aws:wafv2/webAcl:WebAcl": (name, inputs) => ({
        name: text(inputs["name"], mark(name)),
        arn: arn("wafv2", `regional/webacl/${mark(name)}`),
    }),
    "aws:ec2/launchTemplate:LaunchTemplate": (name) => ({ latestVersion: 1, arn: arn("ec2", mark(name)) }),
    "random:index/randomPassword:RandomPassword": (name) => ({ result: mark(name), bcryptHash: mark(name) }),
};

export const simulate: Simulate = (type, name, inputs) => ({
    // With its type: the VPC and the gateway of a site share a name, and one for the other must show.
    id: mark(`${shortType(type).toLowerCase()}-${name}`),
    outputs: answers[type]?.(name, inputs) ?? {},
});

/** Answers nothing, as an engine does before a first deployment: what comes from a cloud stays unknown. */
export const answerNothing: Simulate = () => ({ id: "", outputs: {} });
