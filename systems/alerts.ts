/** When somebody is called for a system. */
import type { Found } from "./found.ts";

export interface AlertThresholds {
    /** Minutes for which a service may be unavailable. */
    readonly unavailableMinutes: number;
    /** Part of the answers of a service that may be errors, from 0 to 1. */
    readonly errorRatio: number;
    /** Part of a limit or of a volume that may be in use, from 0 to 1. */
    readonly usageRatio: number;
    /** Requests per second, of all services together, that may be refused with 401 or 403 whatever was before. */
    readonly refusedPerSecond: number;
    /** Above that, how many times as many as in the hour before. */
    readonly refusedSurge: number;
}

/** The first three are what PMS's document asks for; of a security incident it names no signal: the last two are choices. */
const defaults: AlertThresholds = {
    unavailableMinutes: 5,
    errorRatio: 0.05,
    usageRatio: 0.9,
    refusedPerSecond: 1,
    refusedSurge: 5,
};

export const alertThresholds = (given: Partial<AlertThresholds> = {}): AlertThresholds => ({ ...defaults, ...given });

export function checkAlerts(given: Partial<AlertThresholds> = {}): readonly Found[] {
    const thresholds = alertThresholds(given);
    const outside = (key: keyof AlertThresholds, right: boolean, allowed: string): readonly Found[] =>
        right ? [] : [{ path: `alerts.${key}`, message: `found ${thresholds[key]}, allowed: ${allowed}.` }];
    const part = (key: "errorRatio" | "usageRatio"): readonly Found[] =>
        outside(key, thresholds[key] > 0 && thresholds[key] < 1, "between 0 and 1, such as 0.05");
    const { unavailableMinutes: minutes, refusedPerSecond, refusedSurge } = thresholds;
    return [
        // 0 would call somebody for every pod that is replaced.
        ...outside("unavailableMinutes", Number.isInteger(minutes) && minutes >= 1, "whole minutes, at least 1"),
        ...part("errorRatio"),
        ...part("usageRatio"),
        ...outside("refusedPerSecond", refusedPerSecond > 0, "more than 0"),
        ...outside("refusedSurge", refusedSurge > 1, "more than 1"),
    ];
}
