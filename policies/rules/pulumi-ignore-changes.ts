import { z } from "zod";
import { GOVERNED } from "../model/governed-paths.ts";
import { parentType } from "../model/lineage.ts";
import { matchesPattern } from "../model/pattern.ts";
import type { Subject } from "../model/subject.ts";
import { texts } from "../options.ts";
import { show } from "../read.ts";
import { defineRule } from "../rule.ts";

/** Written into the component that makes the cluster, which judges itself by what EKS was first told. */
const OWN = { parent: "eks:index:Cluster", path: "accessConfig.bootstrapClusterCreatorAdminPermissions" };

/** "spec.containers[0].image" and `spec["containers"][*].image` are the same steps. */
function steps(path: string): string[] {
    return path
        .replace(/\[["']?([^\]"']*)["']?\]/g, ".$1")
        .split(".")
        .filter((step) => step !== "");
}

/** A step of either may stand for any entry of a list. */
function same(one: string | undefined, other: string | undefined): boolean {
    return one === other || one === "*" || other === "*";
}

/** Whether one of two paths contains the other. */
function overlap(ignored: readonly string[], governed: readonly string[]): boolean {
    const length = Math.min(ignored.length, governed.length);
    return ignored.slice(0, length).every((step, index) => same(step, governed[index]));
}

const byType = GOVERNED.map(({ type, paths }) => ({ type, paths: paths.map(steps) }));

/** The pod template, wherever the kind has it, and what the type's own rules look at. */
function governedPaths({ type, pod }: Subject): readonly (readonly string[])[] {
    const own = byType.flatMap((each) => (matchesPattern(each.type, type) ? each.paths : []));
    return pod === undefined ? own : [...own, steps(pod.specPath)];
}

function isOwn({ resource }: Subject, path: string): boolean {
    return path === OWN.path && parentType(resource) === OWN.parent;
}

export const rule = defineRule({
    name: "pulumi-ignore-changes",
    title: "What rules look at is not hidden from the deployment",
    rationale: "The program says one thing, the cloud keeps another, and every rule about it passes.",
    levels: { dev: "advisory", staging: "advisory", prod: "mandatory" },
    options: () =>
        z.strictObject({
            /** Paths that may be ignored although a rule looks at them. */
            allowed: texts.default([]),
        }),
    types: ["*"],
    check(subject, verdict, { options }) {
        const { ignoreChanges } = subject.resource;
        if (ignoreChanges.length === 0) return;
        const governed = governedPaths(subject);
        for (const path of ignoreChanges) {
            if (options.allowed.includes(path) || isOwn(subject, path)) continue;
            const ignored = steps(path);
            const all = path === "*";
            const hidden = governed.find((each) => overlap(ignored, each));
            if (all || hidden !== undefined)
                verdict.bad({
                    message: `ignoreChanges has ${show(path)}, which hides ${all ? "everything" : show(hidden?.join("."))} from the rules`,
                    remedy: 'ignoreChanges: ["spec.replicas"]   // only what another controller owns',
                });
        }
    },
});
