/** What Flyway says of a schema, and what brings it to a version. */
import { z } from "zod";

/** `flyway info -outputType=json`, as far as it is read. */
export const flywayInfoSchema = z.object({
    migrations: z.array(
        z.object({
            category: z.string(),
            version: z.string().nullish(),
            state: z.string(),
            /** "Yes" where there is an undo script; the free edition says "No" or nothing. */
            undoable: z.string().nullish(),
        }),
    ),
});

export type FlywayInfo = z.output<typeof flywayInfoSchema>;

export type Plan =
    | { readonly action: "none" }
    | { readonly action: "unknown"; readonly versions: readonly string[] }
    /** Newer than wanted, and no script leads back. */
    | { readonly action: "impossible"; readonly current: string; readonly missing: readonly string[] }
    | {
          readonly action: "migrate" | "undo";
          readonly current: string;
          readonly command: readonly string[];
          readonly versions: readonly string[];
      };

/** States of a migration that the schema has; "Future" ones have no script in this image. */
const applied = new Set(["Success", "Baseline", "Out of Order", "Outdated", "Missing", "Future"]);

export function schemaVersion(info: FlywayInfo): string | undefined {
    return versioned(info).findLast(({ state }) => applied.has(state))?.version;
}

export function planMigration(info: FlywayInfo, target: string): Plan {
    const all = versioned(info);
    const versions = all.map(({ version }) => version);
    if (!versions.includes(target)) return { action: "unknown", versions };
    const current = schemaVersion(info) ?? "none";
    const newer = all.filter(({ version, state }) => applied.has(state) && byVersion(version, target) > 0);
    const [lowest] = newer;
    if (lowest !== undefined) {
        const missing = newer.filter(({ undoable }) => undoable !== "Yes").map(({ version }) => version);
        if (missing.length > 0) return { action: "impossible", current, missing };
        // Undo takes its target back as well: it goes on until one is below it.
        const command = ["./flyway", "undo", `-target=${lowest.version}`];
        return { action: "undo", current, command, versions: newer.map(({ version }) => version) };
    }
    const pending = all.filter(({ version, state }) => !applied.has(state) && byVersion(version, target) <= 0);
    if (pending.length === 0) return { action: "none" };
    const command = ["./flyway", "migrate", `-target=${target}`];
    return { action: "migrate", current, command, versions: pending.map(({ version }) => version) };
}

/** Lowest first. A migration that was undone stands there twice: with its undo, which is no version of its own. */
function versioned({ migrations }: FlywayInfo) {
    return migrations
        .flatMap((migration) => {
            const { category, version, state } = migration;
            if (category !== "Versioned" || version == null || version === "" || state === "Undone") return [];
            return [{ ...migration, version }];
        })
        .toSorted((a, b) => byVersion(a.version, b.version));
}

const byVersion = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });
