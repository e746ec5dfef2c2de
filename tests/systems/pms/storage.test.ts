/** The buckets of the site on which PMS runs: backups with their copy, and logs. */
import { expect } from "chai";
import type { RecordedStack } from "../../support/recorded-stack.ts";
import { statements } from "../../support/statements.ts";
import { cloudStacks, record, runVariant, type StackName } from "../../support/stacks.ts";
import { read, readList, readMap, write } from "../../support/values.ts";

const clusterOf = (stack: StackName): string => (stack === "dr" ? "mita-dr-cluster" : `pms-${stack}`);
const bucketOf = (stack: StackName, purpose: string): string => `${clusterOf(stack)}-111122223333-${purpose}`;

const types = {
    bucket: "aws:s3/bucket:Bucket",
    block: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    versioning: "aws:s3/bucketVersioning:BucketVersioning",
    encryption: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    lifecycle: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    policy: "aws:s3/bucketPolicy:BucketPolicy",
    replication: "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    logging: "aws:s3/bucketLogging:BucketLogging",
} as const;

/** The one resource of a type for the bucket of that name. */
function of(recorded: RecordedStack, type: keyof typeof types, bucket: string) {
    const found = recorded.ofType(types[type]).filter(({ inputs }) => inputs["bucket"] === bucket);
    expect(found, `${type} of ${bucket}`).to.have.lengthOf(1);
    const [one] = found;
    if (one === undefined) throw new Error("unreachable");
    return one;
}

const encryptionOf = (recorded: RecordedStack, bucket: string): Readonly<Record<string, unknown>> =>
    readMap(of(recorded, "encryption", bucket).inputs, "rules[0].applyServerSideEncryptionByDefault");

function expectClosed(recorded: RecordedStack, bucket: string): void {
    expect(of(recorded, "block", bucket).inputs).to.include({
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
    });
    const [tls] = statements(recorded, types.policy).filter(
        ({ owner, effect }) => owner.inputs["bucket"] === bucket && effect === "Deny",
    );
    expect(tls?.actions).to.deep.equal(["s3:*"]);
    expect(tls?.resources).to.deep.equal([`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`]);
    expect(tls?.condition).to.deep.equal({ Bool: { "aws:SecureTransport": "false" } });
}

describe("PMS: buckets", () => {
    it("PMS-19 backups keep versions, lie under a key of their own and are closed to the public", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const bucket = bucketOf(stack, "backups");
            of(recorded, "bucket", bucket);
            expect(read(of(recorded, "versioning", bucket).inputs, "versioningConfiguration.status")).to.equal(
                "Enabled",
            );
            const key = recorded.one("aws:kms/key:Key", `${stack === "dr" ? "dr" : "us"}-backups`);
            expect(encryptionOf(recorded, bucket), stack).to.deep.equal({
                sseAlgorithm: "aws:kms",
                kmsMasterKeyId: `arn:aws:kms:region:000000000000:key/simulated-${key.name}`,
            });
            expectClosed(recorded, bucket);
        }
    });

    it("PMS-20 the load balancer logs into a second bucket, which S3's own keys encrypt and to which it may write", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const bucket = bucketOf(stack, "logs");
            expect(bucket).to.not.equal(bucketOf(stack, "backups"));
            of(recorded, "bucket", bucket);
            expect(encryptionOf(recorded, bucket), stack).to.deep.equal({ sseAlgorithm: "AES256" });
            expectClosed(recorded, bucket);
            const [writer, ...others] = statements(recorded, types.policy).filter(
                ({ principal }) => read(principal, "Service") === "logdelivery.elasticloadbalancing.amazonaws.com",
            );
            expect(others, stack).to.be.empty;
            expect(writer?.actions).to.deep.equal(["s3:PutObject"]);
            expect(writer?.resources).to.deep.equal([`arn:aws:s3:::${bucket}/alb/pms/AWSLogs/111122223333/*`]);
            const region = stack === "dr" ? "us-west-2" : "us-east-1";
            expect(writer?.condition).to.deep.equal({
                ArnLike: { "aws:SourceArn": `arn:aws:elasticloadbalancing:${region}:111122223333:loadbalancer/*` },
            });
            const ingresses = recorded.objects("Ingress", "pms");
            expect(ingresses, stack).to.have.lengthOf(2);
            for (const ingress of ingresses) {
                const attributes = String(
                    read(ingress.inputs, "metadata.annotations[alb.ingress.kubernetes.io/load-balancer-attributes]"),
                ).split(",");
                expect(attributes).to.include.members([
                    "access_logs.s3.enabled=true",
                    `access_logs.s3.bucket=${bucket}`,
                    "access_logs.s3.prefix=alb/pms",
                ]);
                expect(recorded.comesBefore(of(recorded, "policy", bucket), ingress), ingress.urn).to.be.true;
            }
        }
    });

    it("prod copies every backup to another region, and no deletion with it", async () => {
        const prod = await record("prod");
        const [source, copy] = [bucketOf("prod", "backups"), bucketOf("prod", "backups-copy")];
        const replication = of(prod, "replication", source);
        const key = prod.one("aws:kms/key:Key", "us-backups-copy");
        expect(key.inputs["region"]).to.equal("us-west-2");
        expect(readList(replication.inputs, "rules")).to.have.lengthOf(1);
        expect(read(replication.inputs, "rules[0]")).to.deep.include({
            status: "Enabled",
            filter: { prefix: "" },
            sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
            deleteMarkerReplication: { status: "Disabled" },
            destination: {
                bucket: `arn:aws:s3:::${copy}`,
                encryptionConfiguration: {
                    replicaKmsKeyId: "arn:aws:kms:region:000000000000:key/simulated-us-backups-copy",
                },
            },
        });
        for (const type of ["bucket", "block", "versioning", "encryption", "lifecycle", "policy"] as const) {
            expect(of(prod, type, copy).inputs["region"], type).to.equal("us-west-2");
            expect(of(prod, type, source).inputs, type).to.not.have.property("region");
        }
        for (const bucket of [source, copy]) {
            expect(prod.comesBefore(of(prod, "versioning", bucket), replication), bucket).to.be.true;
        }
        const actions = statements(prod, "aws:iam/rolePolicy:RolePolicy")
            .filter(({ owner }) => owner.name === "us-backups-copy")
            .flatMap((statement) => statement.actions);
        expect(actions).to.include("s3:ReplicateObject").and.not.include("s3:ReplicateDelete");
    });

    it("has a copy only where a second region is named", async () => {
        for (const stack of ["dev", "staging", "dr"] as const) {
            expect((await record(stack)).ofType(types.replication), stack).to.be.empty;
        }
        const dev = await runVariant("dev", {
            edit: (config) => {
                write(config, "strata:recovery", { region: "eu-central-1" });
            },
        });
        expect(of(dev, "bucket", bucketOf("dev", "backups-copy")).inputs["region"]).to.equal("eu-central-1");
    });

    it("on prod and dr stay with all that closes them, elsewhere go with what is in them", async () => {
        for (const stack of cloudStacks) {
            const kept = stack === "prod" || stack === "dr";
            const recorded = await record(stack);
            for (const bucket of [bucketOf(stack, "logs"), bucketOf(stack, "backups")]) {
                expect(of(recorded, "bucket", bucket).inputs["forceDestroy"], bucket).to.equal(!kept);
                for (const type of ["bucket", "block", "versioning", "encryption", "policy"] as const) {
                    expect(of(recorded, type, bucket).options.protect, `${type} of ${bucket}`).to.equal(kept);
                }
            }
        }
    });

    it("let what is old go, as the environment says; a year of backups costs less after a month", async () => {
        const days = { dev: [30, 30], staging: [90, 90], prod: [365, 365], dr: [365, 365] } as const;
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const rule = (purpose: string): unknown =>
                read(of(recorded, "lifecycle", bucketOf(stack, purpose)).inputs, "rules[0]");
            expect([rule("logs"), rule("backups")].map((each) => read(each, "expiration.days"))).to.deep.equal(
                days[stack],
            );
            expect(read(rule("logs"), "transitions"), stack).to.equal(undefined);
            expect(read(rule("backups"), "transitions"), stack).to.deep.equal(
                stack === "prod" || stack === "dr" ? [{ days: 30, storageClass: "GLACIER_IR" }] : undefined,
            );
        }
    });

    it("tell who asked for which backup", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            expect(of(recorded, "logging", bucketOf(stack, "backups")).inputs, stack).to.include({
                targetBucket: bucketOf(stack, "logs"),
                targetPrefix: "s3/backups/",
            });
            const [writer] = statements(recorded, types.policy).filter(
                ({ principal }) => read(principal, "Service") === "logging.s3.amazonaws.com",
            );
            expect(writer?.resources).to.deep.equal([`arn:aws:s3:::${bucketOf(stack, "logs")}/s3/*`]);
            expect(read(writer?.condition, "ArnLike"), stack).to.deep.equal({
                "aws:SourceArn": `arn:aws:s3:::${bucketOf(stack, "").replace(/-$/, "")}-*`,
            });
        }
    });
});
