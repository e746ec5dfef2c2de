/** Database, cache, migration and the secrets of PMS, as they are in the cluster. */
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { containers } from "../../support/recorded-stack.ts";
import { record, root, runVariant, stacks } from "../../support/stacks.ts";
import { read, readList, readMap, write } from "../../support/values.ts";
import { objects } from "./pms.ts";

/** Services that name the database in their data: auth, analytics and so on, not the gateway. */
const databaseClients = [
    "pms-analytics",
    "pms-auth",
    "pms-portfolio",
    "pms-rttm",
    "pms-simulation",
    "pms-trade-capture",
    "pms-validation",
];

/** Both stores in the cluster, wherever it stands. */
const inCluster = (config: Record<string, unknown>): void => {
    write(config, "strata:systems.pms.databases", { main: { engine: "in-cluster" } });
    write(config, "strata:systems.pms.caches", { main: { engine: "in-cluster" } });
};

const fromDatabase = (key: string): object => ({ secretKeyRef: { name: "pms-database", key } });

describe("PMS: database", () => {
    it("PMS-59 database-init runs once to its end, with limits, under the coordinates of Secret pms-database", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            const jobs = recorded.objects("Job", "pms");
            expect(jobs.map(({ inputs }) => read(inputs, "metadata.name"))).to.deep.equal([
                "pms-database-init-v1-2-0-34bd65",
            ]);
            const spec = read(recorded.object("Job", "pms/pms-database-init-v1-2-0-34bd65").inputs, "spec");
            expect(readMap(spec, ""), stack).to.include({ backoffLimit: 3, ttlSecondsAfterFinished: 604800 });
            expect(read(spec, "template.spec.restartPolicy"), stack).to.equal("Never");
            const [container, ...others] = readList(spec, "template.spec.containers");
            expect(others).to.be.empty;
            expect(readList(container, "env"), stack).to.deep.include.members([
                { name: "DATABASE_HOST", valueFrom: fromDatabase("host") },
                { name: "DATABASE_NAME", valueFrom: fromDatabase("dbname") },
                { name: "DATABASE_USER", valueFrom: fromDatabase("username") },
                { name: "DATABASE_PASSWORD", valueFrom: fromDatabase("password") },
            ]);
            for (const part of ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory"]) {
                expect(read(container, `resources.${part}`), `${stack} ${part}`).to.match(/^\d/);
            }
        }
    });

    it("local reaches it as ClusterIP Service pms-database, user pms_user, database pms_db, over verified TLS", async () => {
        const local = await record("local");
        const service = local.object("Service", "pms/pms-database");
        expect(readMap(service.inputs, "spec")).to.deep.equal({
            type: "ClusterIP",
            selector: { "app.kubernetes.io/name": "pms-database", "app.kubernetes.io/part-of": "pms" },
            ports: [{ name: "postgres", port: 5432, targetPort: "postgres", protocol: "TCP" }],
        });
        const env = readList(containers(local.object("StatefulSet", "pms/pms-database"))[0], "env");
        expect(env).to.deep.include.members([
            { name: "POSTGRES_USER", value: "pms_user" },
            { name: "POSTGRES_DB", value: "pms_db" },
            { name: "POSTGRES_PASSWORD", valueFrom: fromDatabase("password") },
        ]);
        const certificate = local.object("Certificate", "pms/pms-database");
        expect(readList(certificate.inputs, "spec.dnsNames")).to.include("pms-database.pms.svc.cluster.local");
        for (const name of databaseClients) {
            const deployment = local.object("Deployment", `pms/${name}`);
            const [container] = containers(deployment);
            expect(readList(container, "env"), name).to.deep.include.members([
                { name: "DATABASE_HOST", valueFrom: fromDatabase("host") },
                { name: "PGSSLMODE", value: "verify-full" },
                { name: "PGSSLROOTCERT", value: "/etc/strata/pms-database-tls/ca.crt" },
            ]);
            expect(readList(container, "volumeMounts"), name).to.deep.include({
                name: "pms-database-tls-ca",
                mountPath: "/etc/strata/pms-database-tls",
                readOnly: true,
            });
            expect(readList(deployment.inputs, "spec.template.spec.volumes"), name).to.deep.include({
                name: "pms-database-tls-ca",
                secret: { secretName: "pms-database-tls", items: [{ key: "ca.crt", path: "ca.crt" }] },
            });
        }
    });

    it("PMS-86 the pods that run it on local carry the label by which operators look for it", async () => {
        const set = (await record("local")).object("StatefulSet", "pms/pms-database").inputs;
        expect(readMap(set, "spec.template.metadata.labels")).to.include({ app: "postgres" });
        expect(readMap(set, "spec.selector.matchLabels"), "a selector cannot change").to.not.have.property("app");
        for (const stack of stacks) {
            const pods = (await record(stack))
                .objects("Service", "pms")
                .filter(({ inputs }) => read(inputs, "spec.selector.app") !== undefined);
            expect(pods, "nothing selects by it").to.be.empty;
        }
    });

    it("local hands its coordinates over in Secret pms-database to exactly those that name it", async () => {
        const local = await record("local");
        expect(read(local.object("Secret", "pms/pms-database").inputs, "stringData")).to.deep.equal({
            host: "[secret]",
            port: "[secret]",
            username: "[secret]",
            dbname: "[secret]",
            password: "[secret]",
        });
        const readers = objects.filter((name) =>
            readList(containers(local.object("Deployment", `pms/${name}`))[0], "env").some(
                (variable) => read(variable, "valueFrom.secretKeyRef.name") === "pms-database",
            ),
        );
        expect(readers).to.have.members(databaseClients);
    });

    it("on local admits only its clients and the migration", async () => {
        const { inputs } = (await record("local")).object("NetworkPolicy", "pms/pms-database");
        const clients = readList(inputs, "spec.ingress[0].from").map((peer) =>
            read(peer, "podSelector.matchLabels[app.kubernetes.io/name]"),
        );
        expect(clients).to.have.members([...databaseClients, "pms-database-init"]);
        expect(read(inputs, "spec.egress")).to.equal(undefined);
    });

    it("in the cluster of prod or dr keeps its data, and cannot be deleted there", async () => {
        for (const stack of ["local", "dev", "prod", "dr"] as const) {
            const kept = stack === "prod" || stack === "dr";
            const recorded = await runVariant(stack, { edit: inCluster });
            for (const name of ["pms-database", "pms-redis"]) {
                const { options, inputs } = recorded.object("StatefulSet", `pms/${name}`);
                expect(options.protect, `${stack} ${name}`).to.equal(kept);
                expect(options.ignoreChanges, `${stack} ${name}`).to.deep.equal(["spec.volumeClaimTemplates"]);
                expect(read(inputs, "spec.persistentVolumeClaimRetentionPolicy"), `${stack} ${name}`).to.deep.equal({
                    whenDeleted: kept ? "Retain" : "Delete",
                    whenScaled: "Retain",
                });
            }
        }
    });
});

describe("PMS: secrets", () => {
    it("stand in no ConfigMap and in no variable as text", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            const workloads = ["Deployment", "StatefulSet", "Job"].flatMap((kind) => recorded.objects(kind, "pms"));
            const variables = workloads
                .flatMap((workload) => containers(workload, true))
                .flatMap((container) => readList(container, "env"));
            const named = variables.filter((variable) =>
                /PASSWORD|SECRET|TOKEN|KEY|AUTH/.test(String(read(variable, "name"))),
            );
            expect(named.length, stack).to.be.greaterThan(10);
            for (const variable of named) {
                expect(Object.keys(readMap(variable, "")), stack).to.have.members(["name", "valueFrom"]);
            }
            for (const { inputs } of recorded.objects("ConfigMap", "pms")) {
                expect(JSON.stringify(inputs), stack).to.not.include("[secret]");
            }
        }
    });

    it("are there before whoever reads them", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            for (const name of objects) {
                const deployment = recorded.object("Deployment", `pms/${name}`);
                const before = recorded.closure(deployment);
                const names = containers(deployment, true)
                    .flatMap((container) => readList(container, "env"))
                    .flatMap((variable) => read(variable, "valueFrom.secretKeyRef.name") ?? []);
                for (const secret of new Set(names.filter((each) => typeof each === "string"))) {
                    const place = `pms/${secret}`;
                    const source = recorded.has("Secret", place)
                        ? recorded.object("Secret", place)
                        : recorded.object("ExternalSecret", place);
                    expect(before.has(source.urn), `${stack} ${name} ${source.urn}`).to.be.true;
                }
            }
        }
    });
});

describe("PMS: order", () => {
    it("PMS-82 every Deployment comes after namespace, migration and database; on AWS also after cluster, store and entries", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            const first = [
                recorded.object("Namespace", "pms"),
                recorded.object("Job", "pms/pms-database-init-v1-2-0-34bd65"),
                ...(stack === "local"
                    ? [
                          recorded.object("StatefulSet", "pms/pms-database"),
                          recorded.object("StatefulSet", "pms/pms-redis"),
                          recorded.object("ClusterIssuer", "strata-ca"),
                      ]
                    : [
                          recorded.one("eks:index:Cluster"),
                          recorded.one("eks:index:ManagedNodeGroup"),
                          ...recorded.ofType("aws:rds/clusterInstance:ClusterInstance"),
                          recorded.one("aws:elasticache/replicationGroup:ReplicationGroup"),
                          recorded.object("Bundle", "rds-ca"),
                          recorded.one(
                              "kubernetes:helm.sh/v3:Release",
                              `${stack === "dr" ? "dr" : "us"}-external-secrets`,
                          ),
                          recorded.object("ClusterSecretStore", "pms"),
                          ...["pms-auth", "pms-database", "pms-redis"].map((name) =>
                              recorded.object("ExternalSecret", `pms/${name}`),
                          ),
                          ...recorded.ofType("aws:secretsmanager/secretVersion:SecretVersion"),
                      ]),
            ];
            expect(first, stack).to.have.lengthOf.at.least(stack === "local" ? 5 : 14);
            for (const name of objects) {
                const before = recorded.closure(recorded.object("Deployment", `pms/${name}`));
                for (const { urn } of first) expect(before.has(urn), `${stack} ${name}: ${urn}`).to.be.true;
            }
        }
    });

    it("PMS-82 the runbook lists the ten steps of a deployment in their order", () => {
        const text = readFileSync(new URL("docs/runbooks/deploy-pms.md", root), "utf8");
        const steps = [...text.matchAll(/^\| (\d+) +\| (.+?) +\|/gm)].map(([, number, step]) => `${number} ${step}`);
        expect(steps.map((step) => step.split(/[:,]/)[0])).to.deep.equal([
            "1 Infrastructure",
            "2 Entries in Secrets Manager",
            "3 kubeconfig",
            "4 Namespaces",
            "5 External Secrets",
            "6 Argo CD",
            "7 The project of PMS in Argo CD",
            "8 The platform `pms-platform`",
            "9 Verification",
            "10 The Jobs of `database-init`",
        ]);
    });

    it("every Deployment comes after its own policy, account and configuration; its Service after it", async () => {
        const prod = await record("prod");
        for (const name of objects) {
            const deployment = prod.object("Deployment", `pms/${name}`);
            for (const kind of ["NetworkPolicy", "ServiceAccount", "ConfigMap"]) {
                expect(deployment.options.dependsOn, name).to.include(prod.object(kind, `pms/${name}`).urn);
            }
            for (const kind of ["Service", "HorizontalPodAutoscaler", "PodDisruptionBudget"]) {
                expect(prod.object(kind, `pms/${name}`).options.dependsOn, name).to.include(deployment.urn);
            }
        }
    });

    it("issuers come after cert-manager, and so does what they sign", async () => {
        for (const stack of stacks) {
            const recorded = await record(stack);
            const site = stack === "local" ? "local" : stack === "dr" ? "dr" : "us";
            const manager = recorded.one("kubernetes:helm.sh/v3:Release", `${site}-cert-manager`);
            const signed = [...recorded.objects("ClusterIssuer"), ...recorded.objects("Certificate")];
            expect(signed.length, stack).to.be.at.least(3);
            for (const object of signed) expect(recorded.comesBefore(manager, object), object.urn).to.be.true;
        }
    });
});
