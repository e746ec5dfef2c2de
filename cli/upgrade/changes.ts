/** What an upgrade changes in the stack's file. */
import type { Setting } from "../deploy/settings-file.ts";
import { addOnKeys, byVersion, type AddOnKey, type Eks } from "../live/eks.ts";
import { ToolError } from "../tools/tool-error.ts";
import type { UpgradableSite } from "./site.ts";

export interface Change extends Setting {
    /** As messages name it. */
    readonly key: string;
    readonly from: string;
    readonly value: string;
}

export type AddOnVersions = Readonly<Record<AddOnKey, string>>;

/** Versions of EKS' own add-ons that fit: the file's where it is offered and not behind, else the default of EKS. */
export async function fittingAddOns(eks: Eks, { cluster }: UpgradableSite, to: string): Promise<AddOnVersions> {
    const chosen = await Promise.all(
        addOnKeys.map(async (key) => {
            const offered = await eks.addOnVersions(key, to);
            const current = cluster.addOnVersions[key];
            const wanted = (offered.find(({ isDefault }) => isDefault) ?? offered.at(-1))?.version;
            if (wanted === undefined) throw new ToolError(`EKS has no version of its add-on ${key} for ${to}.`);
            const fits = offered.some(({ version }) => version === current) && byVersion(current, wanted) >= 0;
            return [key, fits ? current : wanted] as const;
        }),
    );
    return Object.fromEntries(chosen) as AddOnVersions;
}

export function changesOf({ cluster, index }: UpgradableSite, to: string, addOns: AddOnVersions): readonly Change[] {
    const wanted = [
        { path: ["version"], from: cluster.version, value: to },
        ...addOnKeys.map((key) => ({
            path: ["addOnVersions", key],
            from: cluster.addOnVersions[key],
            value: addOns[key],
        })),
    ];
    return wanted
        .filter(({ from, value }) => from !== value)
        .map(({ path, from, value }) => ({
            path: ["strata:sites", index, "cluster", ...path],
            key: `strata:sites[${index}].cluster.${path.join(".")}`,
            from,
            value,
        }));
}
