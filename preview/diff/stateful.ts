/** What is lost when a resource is deleted, in a few words; nothing for what is made anew without a loss. */
import { at, textOr } from "../../policies/read.ts";
import { shortType } from "../recording.ts";
import type { ComparedResource } from "./compared-resource.ts";

const data = "its data goes with it";
const contents = "everything in it goes with it";
const value = "its value is made anew";

const losses: Readonly<Record<string, string>> = {
    "kubernetes:core/v1:Namespace": contents,
    "kubernetes:core/v1:PersistentVolume": data,
    "kubernetes:core/v1:PersistentVolumeClaim": data,
    "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition": "every object of its kind goes with it",
    "pulumi:providers:kubernetes": "everything on its cluster is deleted and made anew",
    "aws:backup/vault:Vault": data,
    "aws:dynamodb/table:Table": data,
    "aws:ebs/volume:Volume": data,
    "aws:ecr/repository:Repository": "its images go with it",
    "aws:efs/fileSystem:FileSystem": data,
    "aws:eks/cluster:Cluster": contents,
    "aws:kms/key:Key": "what it encrypted can never be read again",
    "aws:route53/zone:Zone": "its records go, and its name servers change",
    "aws:s3/bucket:Bucket": data,
    "aws:secretsmanager/secret:Secret": value,
};

const families: readonly (readonly [prefix: string, loss: string])[] = [
    ["aws:rds/", data],
    ["aws:elasticache/", data],
    ["random:index/", value],
];

/** Parts of a family that hold nothing themselves. */
const harmless = /(?:ParameterGroup|SubnetGroup|EventSubscription|User|UserGroup)$/;

export function lossOf({ type, inputs }: ComparedResource): string | undefined {
    if (type === "kubernetes:apps/v1:StatefulSet") {
        const retention = textOr(at(inputs, "spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted"), "Retain");
        return retention === "Delete" ? "its volumes are deleted with it" : "its volumes stay, its pods go";
    }
    const known = losses[type];
    if (known !== undefined || harmless.test(shortType(type))) return known;
    return families.find(([prefix]) => type.startsWith(prefix))?.[1];
}
