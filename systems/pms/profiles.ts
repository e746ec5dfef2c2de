/**
 * What the platform's document says of each environment: replicas, tier, log level, autoscaling.
 * It knows dev, testing and prod: local is dev without a cloud, staging is its testing, dr is prod elsewhere.
 * The document gives no log level for testing, no ceiling or targets for autoscaling and no quota: those are choices.
 */
import type { Environment } from "../../config/environment.ts";
import type { Profile } from "../spec.ts";

const development: Profile = {
    environmentName: "dev",
    logLevel: "DEBUG",
    tier: "minimal",
    replicas: 1,
    env: { PERFORMANCE_TESTING: "false" },
    quota: { cpu: "2", memory: "6Gi", pods: 40 },
};

const testing: Profile = {
    environmentName: "testing",
    logLevel: "INFO",
    tier: "standard",
    replicas: 2,
    env: { PERFORMANCE_TESTING: "true" },
    quota: { cpu: "6", memory: "16Gi", pods: 60 },
};

const production: Profile = {
    environmentName: "prod",
    logLevel: "INFO",
    tier: "high",
    replicas: 3,
    autoscaling: { minReplicas: 3, maxReplicas: 9, cpuPercent: 70, memoryPercent: 80 },
    env: { PERFORMANCE_TESTING: "false" },
    quota: { cpu: "40", memory: "96Gi", pods: 150 },
};

export const profiles: Readonly<Record<Environment, Profile>> = {
    local: development,
    dev: development,
    staging: testing,
    prod: production,
    dr: production,
};
