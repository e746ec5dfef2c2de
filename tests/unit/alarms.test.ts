/** The topic of a site's alarms, and alarms on figures of the cloud. */
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { alarm } from "../../components/monitoring/cloud-alarms.ts";
import type { RecordedResource } from "../../preview/recording.ts";
import { cloudStacks, record, runProgram, runVariant } from "../support/stacks.ts";
import { read, readList } from "../support/values.ts";

const account = "111122223333";

const statements = ({ inputs }: RecordedResource): readonly unknown[] =>
    readList(JSON.parse(String(inputs["policy"])), "Statement");

describe("the alarm topic of a site", () => {
    it("is encrypted with a key of its own, which CloudWatch may use for alarms of this account", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const key = recorded.one("aws:kms/key:Key", `${stack === "dr" ? "dr" : "us"}-alarms`);
            const topic = recorded.one("aws:sns/topic:Topic");
            expect(key.inputs["enableKeyRotation"], stack).to.equal(true);
            expect(topic.options.dependsOn, stack).to.include(key.urn);
            expect(topic.inputs["kmsMasterKeyId"], stack).to.match(/:key\//);
            const [owner, cloudWatch, ...others] = statements(key);
            expect(others).to.be.empty;
            expect(read(owner, "Principal.AWS")).to.equal(`arn:aws:iam::${account}:root`);
            expect(cloudWatch).to.deep.include({
                Effect: "Allow",
                Principal: { Service: "cloudwatch.amazonaws.com" },
                Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
                Condition: { StringEquals: { "aws:SourceAccount": account } },
            });
        }
    });

    it("takes messages over TLS only, and from no service but CloudWatch of this account", async () => {
        const topics = {
            dev: "us-east-1:111122223333:pms-dev-alarms",
            staging: "us-east-1:111122223333:pms-staging-alarms",
            prod: "us-east-1:111122223333:pms-prod-alarms",
            dr: "us-west-2:111122223333:mita-dr-cluster-alarms",
        };
        for (const stack of cloudStacks) {
            const arn = `arn:aws:sns:${topics[stack]}`;
            expect(statements((await record(stack)).one("aws:sns/topicPolicy:TopicPolicy")), stack).to.deep.equal([
                {
                    Sid: "TlsOnly",
                    Effect: "Deny",
                    Principal: { AWS: "*" },
                    Action: "sns:Publish",
                    Resource: arn,
                    Condition: { Bool: { "aws:SecureTransport": "false" } },
                },
                {
                    Sid: "AlarmsOfThisAccount",
                    Effect: "Allow",
                    Principal: { Service: "cloudwatch.amazonaws.com" },
                    Action: "sns:Publish",
                    Resource: arn,
                    Condition: { StringEquals: { "aws:SourceAccount": account } },
                },
            ]);
        }
    });

    it("tells whom the stack names, by mail or over TLS, and nobody else", async () => {
        const type = "aws:sns/topicSubscription:TopicSubscription";
        expect((await record("prod")).ofType(type)).to.be.empty;
        const onCall = ["on-call@example.com", "https://pager.example.com/sns"];
        const recorded = await runVariant("dev", {
            edit: (config) => {
                config["strata:onCall"] = onCall;
            },
        });
        const topic = recorded.one("aws:sns/topic:Topic");
        const subscriptions = recorded.ofType(type);
        expect(subscriptions.map(({ inputs }) => [inputs["protocol"], inputs["endpoint"]])).to.have.deep.members([
            ["email", onCall[0]],
            ["https", onCall[1]],
        ]);
        for (const { options } of subscriptions) expect(options.dependsOn).to.include(topic.urn);
    });

    it("is not there without a cloud", async () => {
        expect((await record("local")).ofType("aws:*")).to.be.empty;
    });
});

describe("an alarm on a figure of the cloud", () => {
    it("names what it watches, and tells the topic when it starts and when it ends", async () => {
        const recorded = await runProgram(() => {
            const args = {
                alarmName: "pms-dev-connections",
                description: "Too many connections.",
                namespace: "AWS/RDS",
                metric: "DatabaseConnections",
                dimensions: { DBClusterIdentifier: pulumi.output("pms-dev") },
                statistic: "Average",
                operator: ">",
                threshold: 80,
                topicArn: "arn:aws:sns:us-east-1:111122223333:alarms",
            } as const;
            alarm("few", args, {});
            alarm("many", { ...args, operator: "<=", periodSeconds: 300, periods: 2, missingData: "breaching" }, {});
        });
        const few = {
            name: "pms-dev-connections",
            alarmDescription: "Too many connections.",
            namespace: "AWS/RDS",
            metricName: "DatabaseConnections",
            dimensions: { DBClusterIdentifier: "pms-dev" },
            statistic: "Average",
            comparisonOperator: "GreaterThanThreshold",
            threshold: 80,
            period: 60,
            evaluationPeriods: 5,
            treatMissingData: "notBreaching",
            alarmActions: ["arn:aws:sns:us-east-1:111122223333:alarms"],
            okActions: ["arn:aws:sns:us-east-1:111122223333:alarms"],
        };
        const type = "aws:cloudwatch/metricAlarm:MetricAlarm";
        expect(recorded.one(type, "few").inputs).to.deep.equal(few);
        expect(recorded.one(type, "many").inputs).to.deep.equal({
            ...few,
            comparisonOperator: "LessThanOrEqualToThreshold",
            period: 300,
            evaluationPeriods: 2,
            treatMissingData: "breaching",
        });
    });
});
