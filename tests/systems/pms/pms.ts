/** What every test of PMS speaks of. */

/** Services as the document names them; their objects carry `pms-` in front. */
export const services = [
    "analytics",
    "api-gateway",
    "auth",
    "frontend",
    "leaderboard",
    "portfolio",
    "rttm",
    "simulation",
    "trade-capture",
    "validation",
] as const;

export const objects = services.map((service) => `pms-${service}`);
