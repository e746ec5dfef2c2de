import { z } from "zod";
import { flag } from "../options.ts";
import { at, isPresent, items, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";

interface Claim {
    readonly spec: unknown;
    readonly path: string;
    readonly title: string;
}

function claimsOf(kind: string, props: unknown): Claim[] {
    if (kind === "PersistentVolumeClaim") return [{ spec: at(props, "spec"), path: "spec", title: "the claim" }];
    return items(at(props, "spec", "volumeClaimTemplates")).map((template, index) => ({
        spec: template === UNKNOWN ? UNKNOWN : at(template, "spec"),
        path: `spec.volumeClaimTemplates[${index}].spec`,
        title: `the claim "${textOr(at(template, "metadata", "name"), "...")}"`,
    }));
}

function judgeClaim({ spec, path, title }: Claim, verdict: Verdict): void {
    const name = at(spec, "storageClassName");
    // A claim that names its volume needs no class to make one.
    if (name === UNKNOWN) verdict.unknown(`${path}.storageClassName`);
    if (isPresent(name) || isPresent(at(spec, "volumeName"))) return;
    verdict.missing({
        message: `${title} names no storageClassName: it takes whatever class is the default that day`,
        remedy: `storageClassName: gp3   # at ${path}`,
    });
}

export const rule = defineRule({
    name: "k8s-statefulset-storage",
    title: "Volumes say of which class they are",
    rationale: "The default class is a setting of the cluster: encryption and what happens on deletion follow from it.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    options: () =>
        z.strictObject({
            /** For a cluster whose classes are not this program's: its default class will do. */
            defaultClassCounts: flag.default(false),
        }),
    types: ["kubernetes:apps/*:StatefulSet", "kubernetes:core/v1:PersistentVolumeClaim"],
    check({ kube, props }, verdict, { options }) {
        if (options.defaultClassCounts) return;
        if (at(props, "spec", "volumeClaimTemplates") === UNKNOWN) verdict.unknown("spec.volumeClaimTemplates");
        for (const claim of claimsOf(kube?.kind ?? "", props)) judgeClaim(claim, verdict);
    },
});
