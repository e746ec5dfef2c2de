/** PMS: a portfolio management platform. What the document fixes is named here; what it leaves open says so. */
import { defineSystem } from "../spec.ts";
import { profiles } from "./profiles.ts";
import { services } from "./services.ts";

export const pms = defineSystem({
    name: "pms",
    summary: "Portfolio management platform: nine backends and a web application.",
    namespace: "pms",
    owner: "platform",
    edge: "alb",
    mesh: true,
    // What the document says; of a security incident it names no signal.
    alerts: { unavailableMinutes: 5, errorRatio: 0.05, usageRatio: 0.9 },
    facts: { environment: "ENVIRONMENT", logLevel: "LOG_LEVEL", replicas: "REPLICAS", autoscaling: "HPA_ENABLED" },
    profiles,
    secrets: {
        auth: {
            description: "JWT and authentication secrets",
            // 64 characters of 62 are more than 256 bits, what HS256 asks for.
            keys: { "jwt-signing-key": { length: 64 } },
        },
    },
    databases: {
        main: {
            engine: "postgres",
            objectName: "pms-database",
            entry: "database",
            description: "PostgreSQL connection details",
            user: "pms_user",
            database: "pms_db",
            // A choice: the document gives no size.
            storage: { minimal: "5Gi", standard: "20Gi", high: "100Gi" },
        },
    },
    caches: {
        main: {
            engine: "redis",
            objectName: "pms-redis",
            entry: "redis",
            description: "Redis cluster configuration",
        },
    },
    jobs: {
        "database-init": {
            summary: "Brings the schema to the version of the release; safe to run again.",
            // The image that the document says carries ./flyway.
            image: "pms-analytics",
            size: "small",
            command: ["./flyway", "migrate"],
            databases: ["main"],
            writable: { "/tmp": "64Mi" },
        },
    },
    services,
    // What the document runs in pms-analytics: database checks, migrations, a shell.
    toolbox: { service: "analytics", programs: ["psql", "./flyway", "/bin/bash"] },
});
