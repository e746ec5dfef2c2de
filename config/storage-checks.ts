/** What the buckets of the sites ask of the stack file. */
import { nameProblem } from "../components/naming/physical-name.ts";
import { bucketNames } from "../components/storage/bucket-names.ts";
import type { Finding } from "./checks.ts";
import type { StackConfig } from "./schema.ts";

export const storageFindings = (config: StackConfig): readonly Finding[] => [
    ...nameFindings(config),
    ...recoveryFindings(config),
];

/** The longest of a site's names speaks for all, also where there is no copy yet. */
function nameFindings({ sites, aws: { accountId } }: StackConfig): readonly Finding[] {
    return sites.flatMap(({ cluster }, index) => {
        if (cluster.kind !== "eks" || accountId === undefined) return [];
        const { replica } = bucketNames(cluster.name, accountId);
        const problem = nameProblem("bucket", replica);
        return problem === undefined ? [] : [{ path: `strata:sites[${index}].cluster.name`, message: problem }];
    });
}

/** A copy in the region that fails is none. */
function recoveryFindings({ sites, recovery }: StackConfig): readonly Finding[] {
    if (recovery.region === undefined) return [];
    const path = "strata:recovery.region";
    const inCloud = sites.filter(({ region }) => region !== undefined);
    if (inCloud.length === 0) {
        return [{ path, message: "has no effect: no site of the stack stands in AWS. Remove it." }];
    }
    return inCloud
        .filter(({ region }) => region === recovery.region)
        .map(({ name }) => ({
            path,
            message: `found "${recovery.region}", which is the region of site "${name}". Choose one where no site stands.`,
        }));
}
