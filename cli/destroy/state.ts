/** The resources of a stack as its backend keeps them: what is secret stays encrypted, as nobody here needs it. */
import { z } from "zod";
import { root } from "../command.ts";
import { output } from "../tools/run.ts";

const resourceSchema = z.object({
    urn: z.string(),
    type: z.string(),
    /** Of a component there is nothing outside of the state. */
    custom: z.boolean().default(false),
    id: z.string().default(""),
    parent: z.string().default(""),
    protect: z.boolean().default(false),
    retainOnDelete: z.boolean().default(false),
    inputs: z.record(z.string(), z.unknown()).default({}),
    outputs: z.record(z.string(), z.unknown()).default({}),
});
export type StateResource = z.output<typeof resourceSchema>;

const exportSchema = z.object({ deployment: z.object({ resources: z.array(resourceSchema).default([]) }) });

/** By way of the CLI: `exportStack` of the Automation API decrypts what is secret. */
export async function readState(stack: string): Promise<readonly StateResource[]> {
    const text = await output("pulumi", ["stack", "export", "--stack", stack, "--non-interactive"], { cwd: root });
    return exportSchema.parse(JSON.parse(text)).deployment.resources;
}

/** Providers and components aside: what is there outside of the state. */
export const isObject = ({ custom, type }: Pick<StateResource, "custom" | "type">): boolean =>
    custom && !type.startsWith("pulumi:");

/** `aws:rds/cluster:Cluster us-pms-database` */
export const nameOf = ({ type, urn }: Pick<StateResource, "type" | "urn">): string =>
    `${type} ${urn.slice(urn.lastIndexOf("::") + 2)}`;
