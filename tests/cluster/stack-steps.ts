/** What a deployment of a stack sends to the API server, in the order of its waves: the program's objects and its charts'. */
import { resolve } from "node:path";
import { isKubernetesObject, metadataOf } from "../../preview/kubernetes-object.ts";
import { unknownMask } from "../../preview/masks.ts";
import { waves } from "../../preview/waves.ts";
import { UNKNOWN } from "../../policies/unknown.ts";
import type { Fields } from "../../policies/read.ts";
import { createHelm, HelmError } from "../charts/helm.ts";
import { releasesOf } from "../charts/releases.ts";
import { renderedObjects } from "../charts/rendered.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import { read } from "../support/values.ts";

/** Objects that are sent one after the other, and waited for before the next step. */
export interface Step {
    /** URN of the resource that brings them. */
    readonly urn: string;
    readonly objects: readonly Fields[];
}

export interface StackSteps {
    readonly waves: readonly (readonly Step[])[];
    /** Those that the program makes or guards. */
    readonly namespaces: readonly string[];
    /** Charts that cannot be had, and why. */
    readonly missing: readonly string[];
}

/** Of one site, whose cluster is one server. `STRATA_CHARTS`: a folder that holds charts by name, in place of their repositories. */
export function siteSteps(stack: RecordedStack, site: string): StackSteps {
    const here = (urn: string): boolean => stack.byUrn(urn).name.startsWith(`${site}-`);
    const folder = process.env["STRATA_CHARTS"];
    const helm = createHelm(folder === undefined ? undefined : resolve(folder));
    const missing: string[] = [];
    const charts = new Map<string, readonly Step[]>();
    for (const release of releasesOf(stack).filter(({ urn }) => here(urn))) {
        try {
            const chart = helm.download(release);
            const objects = renderedObjects(release, helm.render(release, chart, { crds: true }));
            charts.set(
                release.urn,
                chartSteps(
                    release.urn,
                    objects.map(({ resource }) => sendable(resource.props)),
                ),
            );
        } catch (error) {
            if (!(error instanceof HelmError)) throw error;
            missing.push(`${release.chart} ${release.version}: ${error.message}`);
        }
    }
    const steps = (urn: string): readonly Step[] => {
        const { type, inputs } = stack.byUrn(urn);
        if (!here(urn)) return [];
        if (isKubernetesObject(type, inputs)) return [{ urn, objects: [sendable(inputs)] }];
        return charts.get(urn) ?? [];
    };
    const namespaces = stack
        .objects("Namespace")
        .flatMap(({ urn, inputs }) => (here(urn) ? [String(metadataOf(inputs).name)] : []))
        // Of what runs the nodes nothing is refused: that would stop the cluster.
        .filter((name) => name !== "kube-system");
    return { waves: waves(stack.resources).map((wave) => wave.flatMap(steps)), namespaces, missing };
}

/** As Helm installs them: definitions, hooks that come before, the rest, hooks that come after. */
function chartSteps(urn: string, objects: readonly Fields[]): readonly Step[] {
    const phases = Map.groupBy(objects, (object) => {
        if (object["kind"] === "CustomResourceDefinition") return 0;
        const hook = read(object, "metadata.annotations[helm.sh/hook]");
        if (typeof hook !== "string") return 2;
        return hook.includes("pre-install") ? 1 : 3;
    });
    return [...phases].toSorted(([a], [b]) => a - b).map(([, phase]) => ({ urn, objects: phase }));
}

/** What nobody knows before a deployment is a text here. */
function sendable(object: Readonly<Record<string, unknown>>): Fields {
    const text = JSON.stringify(object, (_key, value: unknown) => (value === UNKNOWN ? unknownMask : value));
    return JSON.parse(text) as Fields;
}
