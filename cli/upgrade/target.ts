/** To which version of Kubernetes an upgrade leads. */
import { InputError } from "../../config/problem.ts";
import { minorOf } from "../../policies/model/eks-versions.ts";
import type { EksState } from "../live/eks.ts";
import type { UpgradableSite } from "./site.ts";

/**
 * What was asked for; else what was begun; else the next minor version, or undefined where there is none.
 * @throws InputError for a downgrade, more than one minor version at once, and what AWS does not offer.
 */
export function targetOf(
    { stack, index, cluster }: UpgradableSite,
    { controlPlane, nodeGroups }: EksState,
    offered: readonly string[],
    asked: string | undefined,
): string | undefined {
    const refuse = (message: string): InputError => {
        const file = { file: stack.file, path: `strata:sites[${index}].cluster.version` };
        const place = asked === undefined ? file : { file: "command line", path: "--to" };
        return new InputError([{ ...place, message }]);
    };
    if (asked !== undefined && !/^1\.\d+$/.test(asked)) {
        throw refuse(`found "${asked}", allowed: a minor version, such as 1.36.`);
    }
    const now = controlPlane.version;
    const next = `1.${minor(now) + 1}`;
    const begun = cluster.version !== now || nodeGroups.some(({ version }) => version !== now);
    const target = asked ?? (begun ? cluster.version : next);
    if (asked === undefined && !begun && !offered.includes(next)) return undefined;
    if (minor(target) < minor(now)) {
        throw refuse(`found ${target}, and the control plane runs ${now}: EKS has no way back.`);
    }
    if (minor(target) > minor(next)) {
        throw refuse(`found ${target}, allowed: ${next}. The control plane runs ${now} and goes one minor at a time.`);
    }
    if (target !== now && !offered.includes(target)) {
        throw refuse(`found ${target}, which EKS does not offer. Offered: ${offered.join(", ")}.`);
    }
    return target;
}

const minor = (version: string): number => minorOf(version) ?? 0;
