/** The secrets of PMS on their way from where they lie to the pods that read them. */
import { expect } from "chai";
import type { PolicyFinding } from "../../../policies/judge.ts";
import { rules } from "../../../policies/rules/index.ts";
import { documentText, previewDocument } from "../../../preview/document.ts";
import { judgeRecording } from "../../../preview/judge.ts";
import { manifests } from "../../../preview/manifests.ts";
import type { RecordedResource } from "../../../preview/recording.ts";
import { reportFiles } from "../../../preview/report/files.ts";
import { containers, type RecordedStack } from "../../support/recorded-stack.ts";
import { cloudStacks, record, root, stacks } from "../../support/stacks.ts";
import { read, readList } from "../../support/values.ts";
import { objects } from "./pms.ts";

const regions = { dev: "us-east-1", staging: "us-east-1", prod: "us-east-1", dr: "us-west-2" } as const;

/** Data of an ExternalSecret: its own key to where the value lies. */
function sources(secret: RecordedResource): Readonly<Record<string, string>> {
    return Object.fromEntries(
        readList(secret.inputs, "spec.data").map((each) => [
            String(read(each, "secretKey")),
            `${String(read(each, "remoteRef.key"))} ${String(read(each, "remoteRef.property"))}`,
        ]),
    );
}

/** Everything that a preview leaves in out/<stack>, as one text. */
async function writtenText({ recording }: RecordedStack, findings: readonly PolicyFinding[]): Promise<string> {
    const document = previewDocument(recording, findings, 0);
    const reports = await reportFiles(root, { recording, document, findings, rules: rules.length, changes: undefined });
    return [documentText(document), ...[...reports, ...manifests(recording.resources)].map(({ text }) => text)].join(
        "\n",
    );
}

function roleOf(recorded: RecordedStack, account: RecordedResource): RecordedResource {
    const arn = read(account.inputs, "metadata.annotations[eks.amazonaws.com/role-arn]");
    const role = recorded
        .ofType("aws:iam/role:Role")
        .find(({ name }) => arn === `arn:aws:iam::000000000000:role/simulated-${name}`);
    if (role === undefined) throw new Error(`no role has the ARN ${String(arn)}`);
    return role;
}

describe("PMS: secrets on AWS", () => {
    it("PMS-27 the entry pms/<stack>/auth lies in the region of its site, and its value is random and a secret", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const site = stack === "dr" ? "dr" : "us";
            const entry = recorded.one("aws:secretsmanager/secret:Secret", `${site}-pms-auth`);
            expect(entry.inputs, stack).to.deep.include({
                name: `pms/${stack}/auth`,
                description: "JWT and authentication secrets",
            });
            const provider = recorded.byUrn(entry.provider?.slice(0, entry.provider.lastIndexOf("::")) ?? "");
            expect(provider.inputs["region"], stack).to.equal(regions[stack]);
            const version = recorded.one("aws:secretsmanager/secretVersion:SecretVersion", entry.name);
            const value = recorded.one("random:index/randomPassword:RandomPassword", `${entry.name}-jwt-signing-key`);
            expect(version.options.dependsOn, stack).to.include(value.urn);
            expect(version.inputs["secretString"], stack).to.equal("[secret]");
        }
    });

    it("PMS-30 one store for the namespace pms alone, through a ServiceAccount with a role that reads its entries only", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const [store, ...others] = recorded.objects("ClusterSecretStore");
            expect(others, stack).to.be.empty;
            expect(store?.inputs["apiVersion"], stack).to.equal("external-secrets.io/v1");
            expect(read(store?.inputs, "spec"), stack).to.deep.equal({
                provider: {
                    aws: {
                        service: "SecretsManager",
                        region: regions[stack],
                        auth: { jwt: { serviceAccountRef: { name: "pms", namespace: "external-secrets-system" } } },
                    },
                },
                conditions: [{ namespaces: ["pms"] }],
            });
            const account = recorded.object("ServiceAccount", "external-secrets-system/pms");
            const role = roleOf(recorded, account);
            const statements = recorded
                .ofType("aws:iam/rolePolicy:RolePolicy")
                .filter(({ inputs }) => inputs["role"] === `simulated-${role.name}`)
                .flatMap(({ inputs }) => readList(JSON.parse(String(inputs["policy"])), "Statement"));
            const reading = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"];
            expect(statements, stack).to.deep.equal([
                {
                    Effect: "Allow",
                    Action: reading,
                    Resource: [`arn:aws:secretsmanager:${regions[stack]}:111122223333:secret:pms/${stack}/*`],
                },
                {
                    Effect: "Allow",
                    Action: ["kms:Decrypt"],
                    Resource: [`arn:aws:kms:region:000000000000:key/simulated-${stack === "dr" ? "dr" : "us"}-pms`],
                },
                {
                    Effect: "Allow",
                    Action: reading,
                    Resource: [
                        `arn:aws:secretsmanager:region:000000000000:secret:rds!cluster-simulated-${stack === "dr" ? "dr" : "us"}-pms-database-main`,
                    ],
                },
            ]);
        }
    });

    it("PMS-31 three ExternalSecrets bring auth, database and redis into the namespace", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const fetched = recorded.objects("ExternalSecret", "pms");
            expect(fetched.length, stack).to.be.at.least(3);
            for (const { inputs } of fetched) {
                expect(read(inputs, "spec.secretStoreRef"), stack).to.deep.equal({
                    kind: "ClusterSecretStore",
                    name: "pms",
                });
            }
            const master = `arn:aws:secretsmanager:region:000000000000:secret:rds!cluster-simulated-${stack === "dr" ? "dr" : "us"}-pms-database-main`;
            const database = `pms/${stack}/database`;
            const redis = `pms/${stack}/redis`;
            expect(sources(recorded.object("ExternalSecret", "pms/pms-auth")), stack).to.deep.equal({
                "jwt-signing-key": `pms/${stack}/auth jwt-signing-key`,
            });
            expect(sources(recorded.object("ExternalSecret", "pms/pms-database")), stack).to.deep.equal({
                host: `${database} host`,
                port: `${database} port`,
                username: `${database} username`,
                dbname: `${database} dbname`,
                password: `${master} password`,
            });
            expect(sources(recorded.object("ExternalSecret", "pms/pms-redis")), stack).to.deep.equal({
                host: `${redis} host`,
                port: `${redis} port`,
                password: `${redis} password`,
            });
        }
    });

    it("what RDS changes is fetched within a minute, what the stack writes as soon as it has written", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const refresh = (name: string): unknown =>
                read(recorded.object("ExternalSecret", `pms/${name}`).inputs, "spec.refreshInterval");
            expect(refresh("pms-database"), stack).to.equal("1m");
            expect(refresh("pms-redis"), stack).to.equal("1h");
            const { inputs } = recorded.object("ExternalSecret", "pms/pms-redis");
            expect(read(inputs, "metadata.annotations[strata.dev/secret-rotation]"), stack).to.equal("1");
        }
    });

    it("an entry is written before it is fetched, and the right to read the master's password is there as well", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const site = stack === "dr" ? "dr" : "us";
            for (const [object, entry] of [
                ["pms-auth", `${site}-pms-auth`],
                ["pms-database", `${site}-pms-database-main`],
                ["pms-redis", `${site}-pms-cache-main`],
            ] as const) {
                const fetched = recorded.object("ExternalSecret", `pms/${object}`);
                const version = recorded.one("aws:secretsmanager/secretVersion:SecretVersion", entry);
                expect(fetched.options.dependsOn, `${stack} ${object}`).to.include(version.urn);
            }
            const right = recorded.one("aws:iam/rolePolicy:RolePolicy", `${site}-pms-database-main`);
            const fetched = recorded.object("ExternalSecret", "pms/pms-database");
            expect(fetched.options.dependsOn, stack).to.include(right.urn);
        }
    });

    it("PMS-32 services that name the database read Secret pms-database, which an ExternalSecret makes on AWS", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            if (stack === "local") expect(recorded.has("Secret", "pms/pms-database")).to.be.true;
            else {
                const { inputs } = recorded.object("ExternalSecret", "pms/pms-database");
                expect(read(inputs, "spec.target.name"), stack).to.equal("pms-database");
            }
            const readers = objects.filter((name) =>
                readList(containers(recorded.object("Deployment", `pms/${name}`))[0], "env").some(
                    (variable) => read(variable, "valueFrom.secretKeyRef.name") === "pms-database",
                ),
            );
            expect(readers, stack).to.have.members([
                "pms-analytics",
                "pms-auth",
                "pms-portfolio",
                "pms-rttm",
                "pms-simulation",
                "pms-trade-capture",
                "pms-validation",
            ]);
        }
    });

    it("PMS-33 every secret lies in Secrets Manager: no Secret comes from the program, the policies find none elsewhere, and none is written", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            expect(recorded.objects("Secret", "pms"), stack).to.be.empty;
            const versions = recorded.ofType("aws:secretsmanager/secretVersion:SecretVersion");
            expect(versions, stack).to.have.lengthOf(3);
            for (const { inputs } of versions) expect(inputs["secretString"], stack).to.equal("[secret]");
            expect(recorded.ofType("random:index/randomPassword:RandomPassword"), stack).to.have.lengthOf(2);
        }
        for (const stack of stacks) {
            const recorded = await record(stack);
            const findings = judgeRecording(recorded.recording);
            const secretRules = ["k8s-no-secrets-in-env", "k8s-configmap-no-secrets", "pulumi-secretness"];
            const found = findings.filter(({ rule }) => secretRules.includes(rule));
            expect(found, stack).to.deep.equal([]);
            // What the simulation answers for a password is the canary: the program carries it to wherever it goes.
            const canaries = recorded
                .ofType("random:index/randomPassword:RandomPassword")
                .map(({ name }) => `simulated-${name}`);
            const written = await writtenText(recorded, findings);
            expect(written, stack).to.include("randomPassword");
            for (const canary of canaries) {
                expect(written, stack).to.not.include(canary);
                expect(written, stack).to.not.include(btoa(canary));
            }
        }
    });
});
