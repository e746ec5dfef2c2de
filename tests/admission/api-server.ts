/** A real API server on its own store, in a folder of its own: nothing runs in it, but it judges what is sent to it. */
import { spawn, type ChildProcess } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { findEtcd, findKubernetes } from "./programs.ts";

export interface Answer {
    readonly status: number;
    /** A Status where the request was refused. */
    readonly body: { readonly reason?: string; readonly message?: string; readonly [field: string]: unknown };
    /** What the server warns of beside its answer. */
    readonly warnings: readonly string[];
}

/** Whom a request is made to look like. @default somebody who may do everything */
export interface Caller {
    readonly user: string;
    readonly group: string;
}

const startSeconds = 30;

/** What stands in for the ways of a whole cluster: a token and a certificate for its other programs. */
export interface Access {
    readonly kubeconfig: string;
    /** Key that signs tokens of service accounts. */
    readonly accountKey: string;
    readonly certificate: string;
}

/** They would refuse for reasons of their own, or fill in what the cases leave out. */
const notForCases = ["ServiceAccount", "PodSecurity", "LimitRanger", "ResourceQuota", "Priority"];

export class ApiServer {
    readonly #directory = mkdtempSync(join(tmpdir(), "strata-admission-"));
    readonly #token = randomBytes(16).toString("hex");
    readonly #processes: ChildProcess[] = [];
    #port = 0;
    #agent = new Agent();

    /**
     * `whole`: with everything that judges in a cluster, for whoever brings the controllers too.
     * `podSecurity`: whether it holds pods to the level of their namespace, beside what the cases need.
     */
    static async start({ whole = false, podSecurity = false } = {}): Promise<ApiServer> {
        const server = new ApiServer();
        try {
            const without = notForCases.filter((plugin) => !podSecurity || plugin !== "PodSecurity");
            await server.#start(whole ? {} : { "disable-admission-plugins": without.join(",") });
        } catch (error) {
            await server.stop();
            throw error;
        }
        return server;
    }

    async #start(admission: Readonly<Record<string, string>>): Promise<void> {
        const [store, peers, port] = [await freePort(), await freePort(), await freePort()];
        this.#port = port;
        const storeUrl = `http://127.0.0.1:${store}`;
        this.run(findEtcd(), {
            "data-dir": join(this.#directory, "etcd"),
            "listen-client-urls": storeUrl,
            "advertise-client-urls": storeUrl,
            "listen-peer-urls": `http://127.0.0.1:${peers}`,
            "unsafe-no-fsync": "true",
        });
        const accounts = this.#accountKeys();
        this.run(findKubernetes("kube-apiserver"), {
            "etcd-servers": storeUrl,
            "bind-address": "127.0.0.1",
            "secure-port": String(port),
            "cert-dir": join(this.#directory, "certs"),
            "service-cluster-ip-range": "10.0.0.0/24",
            "service-account-issuer": "https://kubernetes.default.svc",
            "service-account-key-file": accounts,
            "service-account-signing-key-file": accounts,
            "token-auth-file": this.#tokens(),
            "authorization-mode": "RBAC",
            "allow-privileged": "true",
            ...admission,
        });
        await this.#ready();
    }

    async #ready(): Promise<void> {
        const certificate = this.certificateFile;
        let last: unknown = "it does not answer";
        for (let tries = 0; tries < startSeconds * 5; tries++) {
            await wait(200);
            if (this.#processes.some(({ exitCode }) => exitCode !== null)) break;
            if (!existsSync(certificate)) continue;
            this.#agent = new Agent({ keepAlive: true, maxSockets: 16, ca: readFileSync(certificate) });
            try {
                const { status, body } = await this.send("GET", "/readyz");
                if (status === 200) return;
                last = body.message;
            } catch (error) {
                last = error;
            }
        }
        throw new Error(`the API server does not start (${String(last)}):\n${this.said()}`);
    }

    public get address(): string {
        return `https://127.0.0.1:${this.#port}`;
    }

    /** File with the certificate by which it is known. */
    public get certificateFile(): string {
        return join(this.#directory, "certs", "apiserver.crt");
    }

    public async stop(): Promise<void> {
        this.#agent.destroy();
        for (const each of this.#processes.toReversed()) {
            const ended = new Promise((resolve) => each.once("exit", resolve));
            if (each.exitCode === null && each.kill("SIGTERM")) await Promise.race([ended, wait(5000)]);
            if (each.exitCode === null) each.kill("SIGKILL");
        }
        rmSync(this.#directory, { recursive: true, force: true, maxRetries: 5 });
    }

    public send(
        method: string,
        path: string,
        body?: unknown,
        type: "application/json" | "application/apply-patch+yaml" = "application/json",
        as?: Caller,
    ): Promise<Answer> {
        const impersonated = as && { "impersonate-user": as.user, "impersonate-group": as.group };
        return new Promise((resolve, reject) => {
            const sent = request(
                {
                    host: "127.0.0.1",
                    port: this.#port,
                    method,
                    path,
                    agent: this.#agent,
                    headers: { authorization: `Bearer ${this.#token}`, "content-type": type, ...impersonated },
                },
                (response) => {
                    const parts: Buffer[] = [];
                    response.on("data", (part: Buffer) => parts.push(part));
                    response.on("end", () => {
                        const text = Buffer.concat(parts).toString();
                        resolve({
                            status: response.statusCode ?? 0,
                            body: text.startsWith("{") ? (JSON.parse(text) as Answer["body"]) : { message: text },
                            warnings: warningsOf(response.headersDistinct["warning"] ?? []),
                        });
                    });
                },
            );
            sent.on("error", reject);
            sent.end(body === undefined ? undefined : JSON.stringify(body));
        });
    }

    /** As `kubectl apply --server-side --dry-run=server` sends it. */
    public dryRun(address: string, object: object, as?: Caller): Promise<Answer> {
        const how = "fieldManager=tests&force=true&dryRun=All";
        return this.send("PATCH", `${address}?${how}`, object, "application/apply-patch+yaml", as);
    }

    /** Ways in for other programs, as files. */
    public access(): Access {
        const kubeconfig = join(this.#directory, "kubeconfig");
        const certificate = this.certificateFile;
        const cluster = { server: this.address, "certificate-authority": certificate };
        const content = {
            apiVersion: "v1",
            kind: "Config",
            clusters: [{ name: "tests", cluster }],
            users: [{ name: "tests", user: { token: this.#token } }],
            contexts: [{ name: "tests", context: { cluster: "tests", user: "tests" } }],
            "current-context": "tests",
        };
        writeFileSync(kubeconfig, JSON.stringify(content), { mode: 0o600 });
        return { kubeconfig, certificate, accountKey: join(this.#directory, "accounts.key") };
    }

    /** What its programs have said last. */
    public said(): string {
        return readFileSync(this.#log, "utf8").slice(-4000);
    }

    get #log(): string {
        return join(this.#directory, "log");
    }

    /** One more program of the cluster, which ends with the server. */
    public run(program: string, flags: Readonly<Record<string, string>>): void {
        const log = openSync(this.#log, "a");
        const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
        this.#processes.push(spawn(program, args, { stdio: ["ignore", log, log] }));
    }

    #accountKeys(): string {
        const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
        const file = join(this.#directory, "accounts.key");
        writeFileSync(file, privateKey.export({ type: "pkcs1", format: "pem" }), { mode: 0o600 });
        return file;
    }

    #tokens(): string {
        const file = join(this.#directory, "tokens.csv");
        writeFileSync(file, `${this.#token},tests,tests,system:masters\n`, { mode: 0o600 });
        return file;
    }
}

/** Each is `299 - "text"`. */
function warningsOf(headers: readonly string[]): string[] {
    return headers.map((header) => JSON.parse(/"(?:[^"\\]|\\.)*"/.exec(header)?.[0] ?? '""') as string);
}

export function freePort(): Promise<number> {
    return new Promise((resolve, reject) => {
        const server = createServer();
        server.once("error", reject);
        server.listen(0, "127.0.0.1", () => {
            const address = server.address();
            server.close(() => {
                if (typeof address === "object" && address !== null) resolve(address.port);
                else reject(new Error("no free port"));
            });
        });
    });
}
