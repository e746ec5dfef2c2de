/** Every system that a site can run, by name. */
import { pms } from "./pms/system.ts";
import type { SystemSpec } from "./spec.ts";

export const systems: Readonly<Record<string, SystemSpec>> = { pms };
