/** A system that uses what PMS does not: every kind of probe, init containers, sidecars, a singleton, egress. */
import type { Environment } from "../../config/environment.ts";
import { environments } from "../../config/environment.ts";
import type { EditConfig } from "../../preview/stack-files.ts";
import type { Profile, ServiceSpec, SystemSpec } from "../../systems/spec.ts";
import { write } from "./values.ts";

const profile = (environment: Environment): Profile => ({
    environmentName: environment,
    logLevel: "INFO",
    tier: "minimal",
    replicas: environment === "local" ? 1 : 2,
    ...(environment === "prod" ? { autoscaling: { minReplicas: 2, maxReplicas: 4, cpuPercent: 60 } } : {}),
    quota: { cpu: "100", memory: "200Gi", pods: 1000 },
});

const profiles = Object.fromEntries(environments.map((each) => [each, profile(each)]));

const base = { owner: "shop", size: "small" } as const;

export const services = {
    web: {
        ...base,
        summary: "HTTP.",
        image: "shop-web",
        ports: { http: 8080, admin: 9090 },
        health: {
            ready: { kind: "http", path: "/ready", periodSeconds: 5 },
            live: { kind: "http", path: "/live", port: "admin", timeoutSeconds: 2, failureThreshold: 6 },
            startup: { kind: "tcp" },
        },
        calls: ["ledger", "worker"],
        egress: { payments: { cidr: "203.0.113.0/24", ports: [443, 8443] } },
        expose: { host: "shop", path: "/store" },
        writable: { "/var/cache/web": "32Mi" },
        terminationGraceSeconds: 90,
    },
    ledger: {
        ...base,
        summary: "gRPC.",
        image: "shop-ledger",
        ports: { grpc: 9000 },
        health: {
            ready: { kind: "grpc", port: "grpc", service: "ready" },
            live: { kind: "grpc", port: "grpc" },
        },
        usesKubernetesApi: true,
    },
    worker: {
        ...base,
        summary: "Runs once.",
        image: { external: "docker.io/library/busybox:1.37.0" },
        ports: { http: 8080 },
        health: {
            ready: { kind: "exec", command: ["check", "--ready"] },
            live: { kind: "exec", command: ["check"], periodSeconds: 60 },
        },
        singleton: true,
        initContainers: { fetch: { image: "shop-fetch", size: "medium", writable: { "/data": "1Gi" } } },
        sidecars: {
            proxy: {
                image: "shop-proxy",
                size: "small",
                ports: { proxy: 7000 },
                health: {
                    ready: { kind: "tcp", port: "proxy" },
                    live: { kind: "tcp", port: "proxy", failureThreshold: 6 },
                },
            },
        },
    },
} satisfies Readonly<Record<string, ServiceSpec>>;

export const shop: SystemSpec = {
    name: "shop",
    summary: "A shop.",
    namespace: "shop",
    owner: "shop",
    edge: "traefik",
    facts: { environment: "ENVIRONMENT" },
    profiles: profiles as SystemSpec["profiles"],
    secrets: {},
    databases: {},
    caches: {},
    jobs: {},
    services,
};

/** Puts the shop, and nothing else, on the first site of a stack. */
export const runsShop =
    (settings: Readonly<Record<string, unknown>> = {}): EditConfig =>
    (config) => {
        write(config, "strata:sites[0].systems", ["shop"]);
        write(config, "strata:sites[0].addOns.ingress", { enabled: true });
        write(config, "strata:zones", { "example.com": "Z0123456789EXAMPLE" });
        write(config, "strata:systems", { shop: { tag: "v1", domain: "example.com", ...settings } });
    };
