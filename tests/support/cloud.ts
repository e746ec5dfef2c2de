/** What tests ask of the AWS side of a recording. */
import type { RecordedResource } from "../../preview/recording.ts";
import type { RecordedStack } from "./recorded-stack.ts";
import type { StackName } from "./stacks.ts";

/** The example account of the stack files. */
export const account = "111122223333";

/** Name and region of the only site of a stack. */
export const siteOf = (stack: StackName): string => (stack === "local" || stack === "dr" ? stack : "us");
export const regionOf = (stack: StackName): string => (stack === "dr" ? "us-west-2" : "us-east-1");

export interface PolicyStatement {
    readonly Sid?: string;
    readonly Effect: string;
    readonly Principal?: unknown;
    readonly Action: string | readonly string[];
    readonly Resource: string | readonly string[];
    readonly Condition?: unknown;
}

/** Of a policy as it is registered: JSON text. */
export const statementsOf = (policy: unknown): readonly PolicyStatement[] =>
    (JSON.parse(String(policy)) as { readonly Statement: readonly PolicyStatement[] }).Statement;

/** One action or resource, or several. */
export const listed = (value: string | readonly string[]): readonly string[] =>
    typeof value === "string" ? [value] : value;

/** Who may take on a role, as text without spaces. */
export const trustOf = ({ inputs }: RecordedResource): string =>
    JSON.stringify(statementsOf(inputs["assumeRolePolicy"]));

/** The add-on of EKS of that name. */
export function eksAddOn(recorded: RecordedStack, name: string): RecordedResource {
    const found = recorded.ofType("aws:eks/addon:Addon").filter(({ inputs }) => inputs["addonName"] === name);
    const [first] = found;
    if (first === undefined || found.length > 1) throw new Error(`${found.length} add-ons ${name}, one expected`);
    return first;
}
