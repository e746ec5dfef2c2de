import { z } from "zod";
import { derived, type Stack } from "../model/stack.ts";
import { isKube, type KubeSubject } from "../model/subject.ts";
import { flag } from "../options.ts";
import { at, isPresent, isTrue, items, show, text, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

const EBS = new Set(["ebs.csi.aws.com", "ebs.csi.eks.amazonaws.com", "kubernetes.io/aws-ebs"]);
/** The older types cost more for less, and are what the in-tree provisioner takes when none is written. */
const CURRENT_TYPES = new Set(["gp3", "io1", "io2", "st1", "sc1"]);

function parameters(...lines: readonly string[]): string {
    return ["parameters:", ...lines.map((line) => `  ${line}`)].join("\n");
}

function judgeEncryption({ props }: KubeSubject, demandKey: boolean, verdict: Verdict): void {
    const encrypted = at(props, "parameters", "encrypted");
    const remedy = parameters('encrypted: "true"');
    if (encrypted === UNKNOWN) verdict.unknown("parameters.encrypted");
    else if (encrypted === undefined)
        verdict.missing({ message: 'parameters.encrypted is not set; wanted is "true"', remedy });
    else if (!isTrue(encrypted))
        verdict.bad({ message: `parameters.encrypted is ${show(encrypted)}; wanted is "true"`, remedy });
    if (demandKey && !isPresent(at(props, "parameters", "kmsKeyId")))
        verdict.missing({
            message: "parameters.kmsKeyId is not set: who may decrypt cannot be limited with the key of AWS",
            remedy: parameters("kmsKeyId: arn:aws:kms:..."),
        });
    const type = text(at(props, "parameters", "type"));
    if (type === UNKNOWN) verdict.unknown("parameters.type");
    else if (type === undefined)
        verdict.missing({ message: "parameters.type is not set; wanted is gp3", remedy: parameters("type: gp3") });
    else if (!CURRENT_TYPES.has(type))
        verdict.bad({ message: `parameters.type is ${show(type)}; wanted is gp3`, remedy: parameters("type: gp3") });
}

function judgeBinding({ props }: KubeSubject, verdict: Verdict): void {
    const mode = text(at(props, "volumeBindingMode"));
    const remedy = "volumeBindingMode: WaitForFirstConsumer";
    if (mode === UNKNOWN) verdict.unknown("volumeBindingMode");
    else if (mode === undefined)
        verdict.missing({
            message: "volumeBindingMode is not set: volumes are made before a zone is chosen for the pod",
            remedy,
        });
    else if (mode !== "WaitForFirstConsumer")
        verdict.bad({ message: `volumeBindingMode is ${show(mode)}; wanted is "WaitForFirstConsumer"`, remedy });
    const grows = at(props, "allowVolumeExpansion");
    if (grows === UNKNOWN) verdict.unknown("allowVolumeExpansion");
    else if (!isTrue(grows)) {
        const violation = {
            message: `allowVolumeExpansion is ${show(grows)}; wanted is true`,
            remedy: "allowVolumeExpansion: true",
        };
        if (grows === undefined) verdict.missing(violation);
        else verdict.bad(violation);
    }
}

/** Classes of which StatefulSets have volumes. */
const dataClasses = derived((stack: Stack) => {
    const names = new Set<string>();
    for (const set of stack.objects("kubernetes:apps/*:StatefulSet")) {
        for (const template of items(at(set.props, "spec", "volumeClaimTemplates")))
            names.add(`${stack.siteOf(set)} ${textOr(at(template, "spec", "storageClassName"))}`);
    }
    return names;
});

function judgeReclaim(stack: Stack, subject: KubeSubject, verdict: Verdict): void {
    if (!dataClasses(stack).has(`${stack.siteOf(subject)} ${textOr(subject.kube.name)}`)) return;
    const policy = text(at(subject.props, "reclaimPolicy"));
    const violation = {
        message: `reclaimPolicy is ${show(policy)}, and StatefulSets keep their data on this class; wanted is "Retain"`,
        remedy: "reclaimPolicy: Retain",
    };
    if (policy === UNKNOWN) verdict.unknown("reclaimPolicy");
    else if (policy === undefined) verdict.missing(violation);
    else if (policy !== "Retain") verdict.bad(violation);
}

export const rule = defineRule({
    name: "k8s-storageclass-encrypted",
    title: "Volumes are encrypted, can grow, and are not deleted with their claim",
    rationale: "What a class does not say cannot be changed on the volumes that it made.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: (tier) =>
        z.strictObject({
            /** Whether volumes of EBS must have a key of one's own. */
            demandKey: flag.default(tier === "prod"),
            /** Whether classes on which StatefulSets have volumes must keep them. */
            demandRetain: flag.default(tier !== "dev"),
        }),
    joins: (options) => options.demandRetain,
    types: ["kubernetes:storage.k8s.io/*:StorageClass"],
    check(subject, verdict, { stack, options }) {
        if (!isKube(subject)) return;
        const provisioner = text(at(subject.props, "provisioner"));
        if (provisioner === UNKNOWN) verdict.unknown("provisioner");
        if (typeof provisioner === "string" && EBS.has(provisioner)) {
            judgeEncryption(subject, options.demandKey, verdict);
            judgeBinding(subject, verdict);
        }
        if (options.demandRetain) judgeReclaim(stack, subject, verdict);
    },
});
