/** Who writes the workloads of a system, and what Argo CD may do for it where it is on the site. */
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../../config/schema.ts";
import type { SystemSpec } from "../../systems/spec.ts";
import { argocdApplication, renderedFolder } from "../delivery/argocd-application.ts";
import { argocdProject } from "../delivery/argocd-project.ts";

export interface DeliveryArgs {
    readonly spec: SystemSpec;
    readonly config: StackConfig;
    readonly site: string;
    /** Groups of those who operate the system. */
    readonly operators: readonly string[];
    /** Gates of Argo CD; empty where it is not on the site. */
    readonly gates: readonly pulumi.Resource[];
    /** What no workload may start before. */
    readonly ready: readonly pulumi.Resource[];
    readonly parent: pulumi.Resource;
}

export const deliveredByArgocd = ({ name }: SystemSpec, { systems }: StackConfig): boolean =>
    systems[name]?.delivery === "argocd";

export function delivery(name: string, { spec, config, site, operators, gates, ready, parent }: DeliveryArgs): void {
    if (gates.length === 0) return;
    const { repository, branch } = config.delivery ?? {};
    const { name: system, summary, namespace } = spec;
    const project = argocdProject(
        name,
        { system, summary, namespace, repositories: repository === undefined ? [] : [repository], operators },
        { parent, dependsOn: [...gates] },
    );
    if (!deliveredByArgocd(spec, config) || repository === undefined || branch === undefined) return;
    const path = renderedFolder(pulumi.getStack(), site, system);
    argocdApplication(
        name,
        { system, namespace, repository, branch, path },
        { parent, dependsOn: [project, ...ready] },
    );
}
