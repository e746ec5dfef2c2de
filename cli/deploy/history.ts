/** What was deployed when: Pulumi's own history of the stack, which lies with its state and holds the config of each update. */
import type { Stack as EngineStack, UpdateSummary } from "@pulumi/pulumi/automation/index.js";

export interface Deployment {
    /** Counted from the stack's first update on, as `pulumi stack history` shows them. */
    readonly revision: number;
    readonly time: Date;
    readonly message: string;
    /** Commit of the program, where it ran in a repository. */
    readonly commit: string | undefined;
    /** Settings of each system as the stack's file had them. */
    readonly systems: Readonly<Record<string, unknown>>;
}

/** Those that succeeded, oldest first. */
export async function deployments(engine: EngineStack): Promise<readonly Deployment[]> {
    const history = await engine.history();
    // Newest first. Only Pulumi Cloud numbers them.
    return history
        .toReversed()
        .map((update, index) => ({ update, revision: index + 1 }))
        .filter(({ update }) => update.kind === "update" && update.result === "succeeded")
        .map(({ update, revision }) => ({
            revision,
            time: update.startTime,
            message: update.message,
            commit: update.environment["git.head"],
            systems: systemsOf(update),
        }));
}

function systemsOf({ config }: UpdateSummary): Readonly<Record<string, unknown>> {
    const value = config["strata:systems"]?.value;
    const systems: unknown = value === undefined ? {} : JSON.parse(value);
    return typeof systems === "object" && systems !== null ? { ...systems } : {};
}

/** Version of the system and of the services that have one of their own, in words. */
export function versions(settings: unknown): string {
    if (typeof settings !== "object" || settings === null) return "not deployed";
    const { tag, services } = settings as { readonly tag?: unknown; readonly services?: unknown };
    const own = Object.entries(typeof services === "object" && services !== null ? services : {}).flatMap(
        ([service, overrides]: [string, unknown]) =>
            typeof overrides === "object" && overrides !== null && "tag" in overrides
                ? [`${service} ${String(overrides.tag)}`]
                : [],
    );
    return [String(tag), ...own].join(", ");
}
