/** The Job that fetches the authorities of RDS: its script against servers of this test, and what it may do. */
import { expect } from "chai";
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cloudStacks, record, root } from "../support/stacks.ts";
import { read, readList } from "../support/values.ts";

interface Asked {
    readonly method: string | undefined;
    readonly url: string | undefined;
    readonly type: string | undefined;
    readonly authorization: string | undefined;
    readonly body: string;
}

interface Run {
    readonly code: number | null;
    readonly output: string;
}

describe("the script that fetches the authorities of RDS", function () {
    this.timeout(60_000);
    let folder: string;
    let server: Server;
    let address: string;
    let bundle: string;
    let certificate: string;
    let answer: number;
    let asked: Asked[];

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "strata-rds-authority-"));
        for (const part of ["account", "work"]) mkdirSync(join(folder, part));
        const [key, own] = [join(folder, "key.pem"), join(folder, "account/ca.crt")];
        const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
        execFileSync(
            "openssl",
            ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", ...subject, "-keyout", key, "-out", own],
            { stdio: "ignore" },
        );
        writeFileSync(join(folder, "account/token"), "the-token");
        certificate = readFileSync(own, "utf8");
        server = createServer({ key: readFileSync(key), cert: certificate }, (request, response) => {
            if (request.method === "GET") return void response.end(bundle);
            let body = "";
            request.setEncoding("utf8").on("data", (text: string) => (body += text));
            request.on("end", () => {
                const { authorization, "content-type": type } = request.headers;
                asked.push({ method: request.method, url: request.url, type, authorization, body });
                response.writeHead(answer).end('{"message":"said by the API server"}');
            });
        });
        await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
        address = `https://localhost:${(server.address() as AddressInfo).port}`;
    });

    after(() => {
        server.close();
        rmSync(folder, { recursive: true, force: true });
    });

    beforeEach(() => {
        answer = 200;
        asked = [];
    });

    function run(source = `${address}/bundle.pem`): Promise<Run> {
        const script = readFileSync(new URL("components/database/rds-authority.sh", root), "utf8").replaceAll(
            "--retry 5",
            "--retry 0",
        );
        const child = spawn("sh", ["-c", script], {
            env: {
                PATH: process.env["PATH"],
                SOURCE: source,
                TARGET: `${address}/api/v1/namespaces/cert-manager/configmaps/rds-authority`,
                KEY: "bundle.pem",
                ACCOUNT: join(folder, "account"),
                WORK: join(folder, "work"),
                // The address of AWS is signed by a public authority; this one is not.
                CURL_CA_BUNDLE: join(folder, "account/ca.crt"),
            },
        });
        const { promise, resolve } = Promise.withResolvers<Run>();
        let output = "";
        for (const stream of [child.stdout, child.stderr]) {
            stream.setEncoding("utf8").on("data", (text: string) => (output += text));
        }
        child.on("close", (code) => {
            resolve({ code, output });
        });
        return promise;
    }

    it("puts whole certificates into the ConfigMap with the token of its account, and nothing around them", async () => {
        bundle = `A comment.\r\n${certificate.replaceAll("\n", "\r\n")}\r\n\r\n${certificate}`;
        const { code, output } = await run();
        expect(output).to.equal(`2 certificates from ${address}/bundle.pem\n`);
        expect(code).to.equal(0);
        const [{ body, ...request } = { body: "{}" }, ...others] = asked;
        expect(others).to.be.empty;
        expect(request).to.deep.equal({
            method: "PATCH",
            url: "/api/v1/namespaces/cert-manager/configmaps/rds-authority",
            type: "application/merge-patch+json",
            authorization: "Bearer the-token",
        });
        expect(JSON.parse(body)).to.deep.equal({ data: { "bundle.pem": certificate + certificate } });
    });

    const broken: Readonly<Record<string, (pem: string) => string>> = {
        "a page in place of certificates": () => "<html>moved</html>\n",
        nothing: () => "",
        "a certificate that is cut off": (pem) => pem.slice(0, pem.length / 2),
        "what is no base64": (pem) => pem.replace(/\n[A-Za-z0-9+/]{4}/, '\n"};{'),
        "a certificate in a certificate": (pem) => pem.replace("\n", "\n-----BEGIN CERTIFICATE-----\n"),
    };
    for (const [what, breakIt] of Object.entries(broken)) {
        it(`leaves the ConfigMap as it is when it gets ${what}`, async () => {
            bundle = breakIt(certificate);
            const { code, output } = await run();
            expect(code).to.equal(1);
            expect(output).to.include("does not hold PEM certificates: the ConfigMap stays as it is");
            expect(asked).to.be.empty;
        });
    }

    it("fails with what the API server said when that refuses", async () => {
        bundle = certificate;
        answer = 403;
        const { code, output } = await run();
        expect(code).to.equal(1);
        expect(output).to.include("403").and.to.include("said by the API server");
    });

    it("takes nothing that does not come over TLS", async () => {
        bundle = certificate;
        const { code } = await run(`${address.replace("https", "http")}/bundle.pem`);
        expect(code).to.not.equal(0);
        expect(asked).to.be.empty;
    });
});

describe("the authorities of RDS", () => {
    const regions = { dev: "us-east-1", staging: "us-east-1", prod: "us-east-1", dr: "us-west-2" } as const;

    it("come from the region of the site, now and each month, into one ConfigMap that no update empties", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const monthly = recorded.object("CronJob", "cert-manager/rds-authority");
            expect(read(monthly.inputs, "spec.schedule"), stack).to.equal("17 4 1 * *");
            const [now, ...others] = recorded.objects("Job", "cert-manager");
            expect(others, stack).to.be.empty;
            for (const path of ["template", "backoffLimit", "activeDeadlineSeconds"]) {
                expect(read(now?.inputs, `spec.${path}`), stack).to.deep.equal(
                    read(monthly.inputs, `spec.jobTemplate.spec.${path}`),
                );
            }
            // The history limits of the monthly one clean up; what runs once cleans up itself.
            expect(read(now?.inputs, "spec.ttlSecondsAfterFinished"), stack).to.equal(7 * 24 * 3600);
            expect(read(now?.inputs, "spec.template.metadata.labels[app.kubernetes.io/version]"), stack).to.match(
                /^\d+\.\d+\.\d+$/,
            );
            const region = regions[stack];
            expect(readList(now?.inputs, "spec.template.spec.containers[0].env")).to.deep.include({
                name: "SOURCE",
                value: `https://truststore.pki.rds.amazonaws.com/${region}/${region}-bundle.pem`,
            });
            const target = recorded.object("ConfigMap", "cert-manager/rds-authority");
            expect(target.inputs, stack).to.not.have.property("data");
            expect(target.options.ignoreChanges, stack).to.deep.equal(["data"]);
            expect(now?.options.dependsOn, stack).to.include(target.urn);
        }
    });

    it("may be written to that one ConfigMap only, by a pod that gets nowhere but to TLS and the API server", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const role = recorded.object("Role", "cert-manager/rds-authority");
            expect(role.inputs["rules"], stack).to.deep.equal([
                { apiGroups: [""], resources: ["configmaps"], resourceNames: ["rds-authority"], verbs: ["patch"] },
            ]);
            const out = recorded.object("NetworkPolicy", "cert-manager/rds-authority-to-truststore");
            expect(read(out.inputs, "spec.podSelector.matchLabels[app.kubernetes.io/name]")).to.equal("rds-authority");
            expect(readList(out.inputs, "spec.egress[0].ports")).to.deep.equal([{ port: 443, protocol: "TCP" }]);
            expect(read(out.inputs, "spec.ingress"), stack).to.equal(undefined);
        }
    });

    it("reach the namespaces that carry the label, after the Job and before the first pod that needs them", async () => {
        for (const stack of cloudStacks) {
            const recorded = await record(stack);
            const bundle = recorded.object("Bundle", "rds-ca");
            expect(read(bundle.inputs, "spec"), stack).to.deep.equal({
                sources: [{ configMap: { name: "rds-authority", key: "bundle.pem" } }],
                target: {
                    configMap: { key: "ca.crt" },
                    namespaceSelector: { matchLabels: { "strata.dev/rds-client": "true" } },
                },
            });
            const [job] = recorded.objects("Job", "cert-manager");
            expect(bundle.options.dependsOn, stack).to.include(job?.urn);
            for (const client of recorded.objects("Job", "pms")) {
                expect(recorded.comesBefore(bundle, client), client.urn).to.be.true;
            }
        }
    });
});
