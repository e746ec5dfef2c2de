/**
 * The ten services of the portfolio platform.
 * The document names them, and of analytics also the container and the image; it is silent on ports, health paths,
 * sizes, calls and on who uses the database, the cache and the signing key. Those are choices of this file, made where
 * they stand.
 */
import type { HealthSpec, MetricsSpec } from "../spec.ts";

/** Open paths: the public /api/health wants a bearer token, which a kubelet does not have. */
const health: HealthSpec = {
    ready: { kind: "http", path: "/health/ready" },
    live: { kind: "http", path: "/health/live" },
};

const backend = {
    // Figures have a port of their own: who collects them has no identity, and calls on the other one show theirs.
    ports: { http: 8080, metrics: 9090 },
    health,
    metrics: { port: "metrics", path: "/metrics" } satisfies MetricsSpec,
    writable: { "/tmp": "64Mi" },
} as const;

export const services = {
    "api-gateway": {
        ...backend,
        owner: "platform",
        summary: "The one way in for clients: checks the token, then routes to the other services.",
        image: "pms-api-gateway",
        size: "medium",
        priority: "strata-critical",
        calls: ["auth", "analytics", "portfolio", "simulation", "trade-capture", "leaderboard", "rttm", "validation"],
        caches: ["main"],
        expose: { host: "api", healthCheck: { path: "/api/health", token: true } },
    },
    auth: {
        ...backend,
        owner: "identity",
        summary: "Signs people in and issues tokens.",
        image: "pms-auth",
        size: "small",
        priority: "strata-critical",
        databases: ["main"],
        caches: ["main"],
        secrets: { JWT_SIGNING_KEY: "auth/jwt-signing-key" },
    },
    analytics: {
        ...backend,
        owner: "analytics",
        summary: "Figures and reports on portfolios.",
        image: "pms-analytics",
        size: "large",
        calls: ["portfolio", "trade-capture"],
        databases: ["main"],
    },
    portfolio: {
        ...backend,
        owner: "portfolio",
        summary: "Portfolios and their positions.",
        image: "pms-portfolio",
        size: "medium",
        databases: ["main"],
        caches: ["main"],
    },
    simulation: {
        ...backend,
        owner: "analytics",
        summary: "What a portfolio would do under other markets.",
        image: "pms-simulation",
        size: "large",
        priority: "strata-batch",
        calls: ["portfolio", "analytics"],
        databases: ["main"],
    },
    "trade-capture": {
        ...backend,
        owner: "trading",
        summary: "Takes trades in.",
        image: "pms-trade-capture",
        size: "medium",
        priority: "strata-critical",
        calls: ["validation", "portfolio"],
        databases: ["main"],
    },
    leaderboard: {
        ...backend,
        owner: "analytics",
        summary: "Ranks portfolios.",
        image: "pms-leaderboard",
        size: "small",
        calls: ["analytics", "portfolio"],
        caches: ["main"],
    },
    rttm: {
        ...backend,
        owner: "trading",
        summary: "RTTM, as the document calls it without spelling it out.",
        image: "pms-rttm",
        size: "medium",
        calls: ["trade-capture"],
        databases: ["main"],
        caches: ["main"],
    },
    validation: {
        ...backend,
        owner: "trading",
        summary: "Checks trades against rules.",
        image: "pms-validation",
        size: "small",
        databases: ["main"],
    },
    frontend: {
        ...backend,
        owner: "web",
        summary: "The web application.",
        image: "pms-frontend",
        size: "small",
        calls: ["api-gateway"],
        expose: { host: "app" },
    },
} as const;
