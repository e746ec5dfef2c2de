/** A Helm release as every add-on wants it: pinned, named, all or nothing, with its hooks. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { AddOnContext } from "./add-on.ts";

export interface ChartArgs {
    readonly chart: string;
    /** Where the chart comes from: https://… or oci://… */
    readonly repository: string;
    /** Exact version. */
    readonly version: string;
    /** Name of the release: names of Services and ServiceAccounts follow from it. @default the chart's name */
    readonly release?: string;
    /** Logical name behind the site's, where a chart is installed more than once. @default the chart's name */
    readonly logicalName?: string;
    readonly namespace: string;
    readonly values: Readonly<Record<string, unknown>>;
    /** Leaves out the kinds that lie beside the chart's templates: a chart of their own keeps them up to date. */
    readonly skipCrds?: boolean;
    /** What it waits for beside the gates of the add-on. */
    readonly dependsOn?: readonly pulumi.Resource[];
}

/** Ten minutes: image pulls on fresh nodes and webhooks that start. */
const timeoutSeconds = 600;

export function chartRelease(context: AddOnContext, args: ChartArgs): k8s.helm.v3.Release {
    const repository = (context.chartMirror ?? args.repository).replace(/\/$/, "");
    const source = repository.startsWith("oci://")
        ? { chart: `${repository}/${args.chart}` }
        : { chart: args.chart, repositoryOpts: { repo: repository } };
    return new k8s.helm.v3.Release(
        `${context.site}-${args.logicalName ?? args.chart}`,
        {
            ...source,
            // Without a name the provider adds a random end, and identities that name the ServiceAccount miss it.
            name: args.release ?? args.chart,
            version: args.version,
            namespace: args.namespace,
            createNamespace: false,
            values: args.values,
            ...(args.skipCrds === true ? { skipCrds: true } : {}),
            atomic: true,
            timeout: timeoutSeconds,
            maxHistory: 5,
        },
        { parent: context.parent, dependsOn: [...(args.dependsOn ?? [])] },
    );
}
