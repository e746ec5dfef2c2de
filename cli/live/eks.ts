/** An EKS cluster as AWS has it, and what AWS offers for it: https://docs.aws.amazon.com/eks/latest/APIReference/ */
import { z } from "zod";
import type { EksClusterConfig } from "../../config/cluster-schema.ts";
import { Aws } from "../tools/aws.ts";

export type AddOnKey = keyof EksClusterConfig["addOnVersions"];

/** Key in the stack's file to the name that EKS gives the add-on. */
const addOnNames: Readonly<Record<AddOnKey, string>> = {
    vpcCni: "vpc-cni",
    kubeProxy: "kube-proxy",
    coredns: "coredns",
    ebsCsi: "aws-ebs-csi-driver",
    podIdentityAgent: "eks-pod-identity-agent",
};

export const addOnKeys = ["vpcCni", "kubeProxy", "coredns", "ebsCsi", "podIdentityAgent"] as const;

/** What has a version, and a status that is ACTIVE when nothing is being done to it. */
export interface Part {
    readonly name: string;
    readonly version: string;
    readonly status: string;
}

export interface EksState {
    readonly controlPlane: Part;
    readonly addOns: ReadonlyMap<AddOnKey, Part>;
    readonly nodeGroups: readonly Part[];
}

export interface OfferedAddOn {
    readonly version: string;
    /** The one that EKS takes where none is named. */
    readonly isDefault: boolean;
}

export interface Insight {
    readonly name: string;
    /** PASSING, WARNING, ERROR or UNKNOWN. */
    readonly status: string;
    readonly reason: string;
}

const clusterSchema = z.object({ cluster: z.object({ version: z.string(), status: z.string() }) });
const addOnSchema = z.object({ addon: z.object({ addonVersion: z.string(), status: z.string() }) });
const nodeGroupsSchema = z.object({ nodegroups: z.array(z.string()) });
const nodeGroupSchema = z.object({ nodegroup: z.object({ version: z.string(), status: z.string() }) });
const versionsSchema = z.object({ clusterVersions: z.array(z.object({ clusterVersion: z.string() })) });
const addOnVersionsSchema = z.object({
    addons: z.array(
        z.object({
            addonVersions: z.array(
                z.object({
                    addonVersion: z.string(),
                    compatibilities: z
                        .array(z.object({ clusterVersion: z.string(), defaultVersion: z.boolean().default(false) }))
                        .default([]),
                }),
            ),
        }),
    ),
});
const insightsSchema = z.object({
    insights: z.array(
        z.object({
            name: z.string(),
            insightStatus: z.object({ status: z.string(), reason: z.string().default("") }),
        }),
    ),
});

export class Eks {
    readonly #aws: Aws;
    readonly #cluster: string;

    constructor(region: string, cluster: string) {
        this.#aws = new Aws(region);
        this.#cluster = cluster;
    }

    public async state(): Promise<EksState> {
        const controlPlane = clusterSchema.parse(await this.#ask("describe-cluster", "--name", this.#cluster)).cluster;
        const { nodegroups } = nodeGroupsSchema.parse(await this.#ask("list-nodegroups", ...this.#own));
        return {
            controlPlane: { name: this.#cluster, ...controlPlane },
            addOns: new Map(await Promise.all(addOnKeys.map(async (key) => [key, await this.#addOn(key)] as const))),
            nodeGroups: await Promise.all(nodegroups.map((name) => this.#nodeGroup(name))),
        };
    }

    /** Minor versions of Kubernetes that a cluster can have. */
    public async versions(): Promise<readonly string[]> {
        const { clusterVersions } = versionsSchema.parse(await this.#ask("describe-cluster-versions"));
        return clusterVersions.map(({ clusterVersion }) => clusterVersion).toSorted(byVersion);
    }

    /** Versions of one of EKS' own add-ons for a version of Kubernetes, the newest last. */
    public async addOnVersions(key: AddOnKey, kubernetes: string): Promise<readonly OfferedAddOn[]> {
        const args = ["--addon-name", addOnNames[key], "--kubernetes-version", kubernetes];
        const { addons } = addOnVersionsSchema.parse(await this.#ask("describe-addon-versions", ...args));
        return addons
            .flatMap(({ addonVersions }) => addonVersions)
            .map(({ addonVersion, compatibilities }) => ({
                version: addonVersion,
                isDefault: compatibilities.some((one) => one.clusterVersion === kubernetes && one.defaultVersion),
            }))
            .toSorted((a, b) => byVersion(a.version, b.version));
    }

    /** What EKS itself has found in the way of an upgrade; it looks once a day. */
    public async insights(kubernetes: string): Promise<readonly Insight[]> {
        const filter = `categories=UPGRADE_READINESS,kubernetesVersions=${kubernetes}`;
        const { insights } = insightsSchema.parse(await this.#ask("list-insights", ...this.#own, "--filter", filter));
        return insights.map(({ name, insightStatus }) => ({ name, ...insightStatus }));
    }

    async #addOn(key: AddOnKey): Promise<Part> {
        const name = addOnNames[key];
        const { addon } = addOnSchema.parse(await this.#ask("describe-addon", ...this.#own, "--addon-name", name));
        return { name, version: addon.addonVersion, status: addon.status };
    }

    async #nodeGroup(name: string): Promise<Part> {
        const answer = await this.#ask("describe-nodegroup", ...this.#own, "--nodegroup-name", name);
        return { name, ...nodeGroupSchema.parse(answer).nodegroup };
    }

    get #own(): readonly string[] {
        return ["--cluster-name", this.#cluster];
    }

    #ask(...args: readonly string[]): Promise<unknown> {
        return this.#aws.json(["eks", ...args]);
    }
}

/** `v1.21.1-eksbuild.3`: by its numbers, not by its letters. */
export const byVersion = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });
