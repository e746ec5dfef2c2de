/** `--refresh`: what AWS offers today beside what the stack's file says. The file is the user's: it is not written. */
import { z } from "zod";
import type { EksClusterConfig } from "../../config/cluster-schema.ts";
import { heading, print, table } from "../output.ts";
import type { Stack, StackSite } from "../stack.ts";
import { Aws } from "../tools/aws.ts";

/** Key in the stack's file to the name that EKS gives the add-on. */
const addOnNames: Readonly<Record<keyof EksClusterConfig["addOnVersions"], string>> = {
    vpcCni: "vpc-cni",
    kubeProxy: "kube-proxy",
    coredns: "coredns",
    ebsCsi: "aws-ebs-csi-driver",
    podIdentityAgent: "eks-pod-identity-agent",
};

const identitySchema = z.object({ Account: z.string() });
const zonesSchema = z.object({ AvailabilityZones: z.array(z.object({ ZoneName: z.string() })) });
const parameterSchema = z.object({ Parameter: z.object({ Value: z.string() }) });
const addOnSchema = z.object({
    addons: z.array(z.object({ addonVersions: z.array(z.object({ addonVersion: z.string() })) })),
});

export async function refresh(stack: Stack, sites: readonly StackSite[]): Promise<void> {
    for (const { name, config } of sites) {
        const { cluster, region } = config;
        if (cluster.kind !== "eks" || region === undefined) continue;
        heading(`\nFor ${stack.file}, site ${name} (nothing was changed)`);
        const aws = new Aws(region);
        const { Account } = identitySchema.parse(await aws.json(["sts", "get-caller-identity"]));
        table([
            ["key", "in the file", "now"],
            ["aws.accountId", stack.config.aws.accountId ?? "", Account],
            ["cluster.network.zones", cluster.network.zones.join(" "), (await zones(aws)).join(" ")],
            ...(await addOnRows(aws, cluster)),
        ]);
        print(
            `Nodes of Kubernetes ${cluster.version} start from AMI release ${await amiRelease(aws, cluster.version)}.`,
        );
    }
}

/** Those that need no opt-in; local zones and wavelength zones hold no control plane. */
async function zones(aws: Aws): Promise<readonly string[]> {
    const filters = ["Name=opt-in-status,Values=opt-in-not-required", "Name=zone-type,Values=availability-zone"];
    const answer = await aws.json(["ec2", "describe-availability-zones", "--filters", ...filters]);
    return zonesSchema.parse(answer).AvailabilityZones.map(({ ZoneName }) => ZoneName);
}

async function addOnRows(aws: Aws, { version, addOnVersions }: EksClusterConfig): Promise<readonly string[][]> {
    return Promise.all(
        Object.entries(addOnVersions).map(async ([key, current]) => {
            const name = new Map(Object.entries(addOnNames)).get(key) ?? key;
            const args = ["--addon-name", name, "--kubernetes-version", version];
            const answer = addOnSchema.parse(await aws.json(["eks", "describe-addon-versions", ...args]));
            const offered = answer.addons.flatMap(({ addonVersions }) => addonVersions);
            const newest = offered
                .map(({ addonVersion }) => addonVersion)
                .toSorted(byVersion)
                .at(-1);
            return [`cluster.addOnVersions.${key}`, current, newest ?? `none for Kubernetes ${version}`];
        }),
    );
}

/** The public parameter of the EKS-optimised image that managed node groups start from. */
async function amiRelease(aws: Aws, version: string): Promise<string> {
    const name = `/aws/service/eks/optimized-ami/${version}/amazon-linux-2023/x86_64/standard/recommended/release_version`;
    return parameterSchema.parse(await aws.json(["ssm", "get-parameter", "--name", name])).Parameter.Value;
}

/** `v1.21.1-eksbuild.3`: by its numbers, not by its letters. */
const byVersion = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });
