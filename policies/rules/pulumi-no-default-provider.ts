import { z } from "zod";
import { parentType } from "../model/lineage.ts";
import type { Subject } from "../model/subject.ts";
import { flag } from "../options.ts";
import { at, isPresent, text } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { demandSwitch } from "../shared/switches.ts";
import { UNKNOWN } from "../unknown.ts";

const KUBERNETES = "pulumi:providers:kubernetes";
/** Makes a provider for what it does itself, out of the cluster's own address. */
const COMPONENT = "eks:index:Cluster";

/** "default" or "default_7_48_0": nobody wrote it. */
const DEFAULT = /^default(?:_[\d_]+)?$/;

/** A kubeconfig is a document, of YAML or JSON, and not the path of one. */
function isContent(kubeconfig: string): boolean {
    return kubeconfig.includes("\n") || kubeconfig.trimStart().startsWith("{");
}

function judgeKubeconfig({ props }: Subject, verdict: Verdict): void {
    const kubeconfig = text(at(props, "kubeconfig"));
    if (kubeconfig === UNKNOWN || (kubeconfig !== undefined && isContent(kubeconfig))) return;
    const found = isPresent(kubeconfig)
        ? "is a file of the machine that deploys"
        : "is not set: that of the machine that deploys is used";
    verdict.bad({ message: `kubeconfig ${found}`, remedy: "kubeconfig: cluster.kubeconfigJson" });
}

export const rule = defineRule({
    name: "pulumi-no-default-provider",
    title: "Every resource has a provider that the program wrote",
    rationale: "A default provider goes to whichever account, region or cluster the machine was last used with.",
    levels: { dev: "advisory", staging: "advisory", prod: "mandatory" },
    options: (tier) =>
        z.strictObject({
            /** Whether a kubeconfig of the machine that deploys will do. */
            localKubeconfig: flag.default(tier !== "prod"),
        }),
    types: [KUBERNETES, "aws:*", "kubernetes:*"],
    check(subject, verdict, { options }) {
        const { resource, type } = subject;
        if (type === KUBERNETES) {
            const because = "fields that others own would be overwritten";
            demandSwitch(subject, verdict, { path: "enableServerSideApply", wanted: true, unset: true, because });
            if (!options.localKubeconfig && parentType(resource) !== COMPONENT) judgeKubeconfig(subject, verdict);
        } else if (resource.provider !== undefined && DEFAULT.test(resource.provider.name)) {
            verdict.bad({
                message: `its provider is ${JSON.stringify(resource.provider.name)}, which nobody wrote`,
                remedy: "{ parent: this }   // a component hands its providers on, or { provider: site.provider }",
            });
        }
    },
});
