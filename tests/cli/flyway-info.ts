/** What `flyway info -outputType=json` says of a schema. */
export interface Migration {
    readonly version: string;
    readonly state?: "Success" | "Pending";
    readonly undoable?: boolean;
}

export const flywayInfo = (...migrations: readonly Migration[]): string =>
    JSON.stringify({
        schemaVersion: "",
        migrations: migrations.map(({ version, state = "Success", undoable = false }) => ({
            category: "Versioned",
            version,
            rawVersion: version,
            state,
            type: "SQL",
            undoable: undoable ? "Yes" : "No",
        })),
    });
