import { at } from "../../policies/read.ts";

/** Of a workload, scheduled ones too. */
export const podTemplate = (inputs: unknown): unknown =>
    at(inputs, "spec", "jobTemplate", "spec", "template") ?? at(inputs, "spec", "template");
