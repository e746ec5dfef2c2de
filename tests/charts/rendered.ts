/** What a chart renders, as resources of the stack that installs it. */
import { readManifestFile } from "../../cli/policy/judge-files.ts";
import type { PolicyResource } from "../../policies/judge.ts";
import { at, fields } from "../../policies/read.ts";
import type { Release } from "./releases.ts";

export interface RenderedObject {
    readonly resource: PolicyResource;
    /** As waivers and messages call it: Deployment/name. */
    readonly title: string;
}

/** They belong to no namespace. */
const CLUSTER_SCOPED =
    /^(Cluster|Namespace$|CustomResourceDefinition$|APIService$|(Ingress|Storage|Priority|Runtime|Gateway)Class$|(Mutating|Validating)|CSIDriver$|PersistentVolume$)/;

/** @throws where a chart renders what is no manifest */
export function renderedObjects(release: Release, text: string): readonly RenderedObject[] {
    const { documents, problems } = readManifestFile({ file: `${release.chart}.yaml`, text });
    const [problem] = problems;
    if (problem !== undefined) throw new Error(`${release.chart}: ${problem.path}: ${problem.message}`);
    return documents.flat().map(({ resource, kind, name }, index) => ({
        title: `${kind}/${name ?? ""}`,
        resource: {
            ...resource,
            urn: `${release.urn}#${index}`,
            // The site, and with it the cluster, is the Release's.
            parent: release.urn,
            props: CLUSTER_SCOPED.test(kind) ? resource.props : inNamespace(resource.props, release.namespace),
        },
    }));
}

/** Helm installs what names no namespace in that of the release. */
function inNamespace(props: PolicyResource["props"], namespace: string): PolicyResource["props"] {
    if (at(props, "metadata", "namespace") !== undefined) return props;
    return { ...props, metadata: { ...fields(at(props, "metadata")), namespace } };
}
