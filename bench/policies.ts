/** The policies alone, in a process of their own: as the preview asks them, and as the engine does through the SDK. */
import { setImmediate } from "node:timers/promises";
import type { Policies } from "@pulumi/policy";
import { judge, UNKNOWN, type PolicyResource, type PolicySettings } from "../policies/judge.ts";
import { rules } from "../policies/rules/index.ts";
import { packPolicies } from "../policies/sdk/pack-policies.ts";
import {
    UNKNOWN_TEXT,
    createAnalyzer,
    resourceRequest,
    stackRequest,
    type Sent,
    type SentProps,
} from "../tests/policies/analyzer.ts";
import { subjectsFor, type Workload } from "./policy-subjects.ts";
import { processorMs } from "./subject.ts";

export interface PolicyRequest {
    readonly mode: "policies";
    readonly way: "in process" | "under the SDK";
    readonly workload: Workload;
    readonly size: number;
}

/** Milliseconds of the processor. */
export interface PolicyMeasured {
    /** The process's first judgement: code is compiled and options are read. */
    readonly firstMs: number;
    /** One after several. */
    readonly nextMs: number;
    readonly findings: number;
}

/** A stack of dev breaks nothing there. */
const settingsFor = (workload: Workload): PolicySettings => ({
    environment: workload === "stack" ? "dev" : "prod",
    levels: {},
    options: {},
    exemptions: [],
    today: "2026-06-01",
});

const WARM_UPS = 3;

export async function measure({ way, workload, size }: PolicyRequest): Promise<PolicyMeasured> {
    const subjects = await subjectsFor(workload, size);
    const settings = settingsFor(workload);
    const run = way === "in process" ? () => inProcess(subjects, settings) : underSdk(subjects, settings);
    const first = await run();
    for (let warmUp = 0; warmUp < WARM_UPS; warmUp++) await run();
    const next = await run();
    return { firstMs: first.ms, nextMs: next.ms, findings: next.findings };
}

interface Run {
    readonly ms: number;
    readonly findings: number;
}

function inProcess(subjects: readonly PolicyResource[], settings: PolicySettings): Promise<Run> {
    const started = processorMs();
    const findings = judge(rules, subjects, settings).length;
    return Promise.resolve({ ms: processorMs() - started, findings });
}

/** The messages are the engine's work, and made before. */
function underSdk(subjects: readonly PolicyResource[], settings: PolicySettings): () => Promise<Run> {
    const sent = subjects.map(sentOf);
    const requests = sent.map(resourceRequest);
    const whole = stackRequest(sent);
    return async () => {
        await setImmediate();
        const started = processorMs();
        const policies: Policies = [...packPolicies(rules, () => ({ settings, problems: [] }))];
        const analyzer = createAnalyzer(policies);
        let findings = 0;
        for (const request of requests) findings += (await analyzer.resource(request)).length;
        findings += (await analyzer.stack(whole)).length;
        return { ms: processorMs() - started, findings };
    };
}

function sentOf({ urn, type, name, props, parent, provider }: PolicyResource): Sent {
    return {
        urn,
        type,
        name,
        props: wire(props) as SentProps,
        ...(parent === undefined ? {} : { parent }),
        ...(provider === undefined
            ? {}
            : {
                  provider: {
                      urn: provider.urn,
                      type: `pulumi:providers:${type.split(":")[0] ?? ""}`,
                      name: provider.name,
                      props: wire(provider.props) as SentProps,
                  },
              }),
    };
}

/** As values travel. */
function wire(value: unknown): unknown {
    return JSON.parse(JSON.stringify(value, (_key, part: unknown) => (part === UNKNOWN ? UNKNOWN_TEXT : part)));
}
