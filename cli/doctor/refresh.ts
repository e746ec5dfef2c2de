/** `--refresh`: what AWS offers today beside what the stack's file says. The file is the user's: it is not written. */
import { z } from "zod";
import type { EksClusterConfig } from "../../config/cluster-schema.ts";
import { addOnKeys, Eks } from "../live/eks.ts";
import { heading, print, table } from "../output.ts";
import type { Stack, StackSite } from "../stack.ts";
import { Aws } from "../tools/aws.ts";

const identitySchema = z.object({ Account: z.string() });
const zonesSchema = z.object({ AvailabilityZones: z.array(z.object({ ZoneName: z.string() })) });
const parameterSchema = z.object({ Parameter: z.object({ Value: z.string() }) });

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
            ...(await addOnRows(new Eks(region, cluster.name), cluster)),
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

async function addOnRows(eks: Eks, { version, addOnVersions }: EksClusterConfig): Promise<readonly string[][]> {
    return Promise.all(
        addOnKeys.map(async (key) => {
            const newest = (await eks.addOnVersions(key, version)).at(-1)?.version;
            return [`cluster.addOnVersions.${key}`, addOnVersions[key], newest ?? `none for Kubernetes ${version}`];
        }),
    );
}

/** The public parameter of the EKS-optimised image that managed node groups start from. */
async function amiRelease(aws: Aws, version: string): Promise<string> {
    const name = `/aws/service/eks/optimized-ami/${version}/amazon-linux-2023/x86_64/standard/recommended/release_version`;
    return parameterSchema.parse(await aws.json(["ssm", "get-parameter", "--name", name])).Parameter.Value;
}
