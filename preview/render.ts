/**
 * The branch from which Argo CD delivers: what the program would register if it delivered by itself, less what it
 * registers anyway. The policies judge it here, because no engine will see it; and what only a deployment knows has no
 * place in it.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InputError, type Problem } from "../config/problem.ts";
import type { PolicyFinding } from "../policies/judge.ts";
import { isMandatory } from "./document.ts";
import { judgeRecording } from "./judge.ts";
import { isKubernetesObject, kubernetesIdentity, metadataOf } from "./kubernetes-object.ts";
import { manifests, placeholders } from "./manifests.ts";
import type { RecordedResource, Recording } from "./recording.ts";
import { runStack } from "./run.ts";
import type { EditConfig } from "./stack-files.ts";

export interface RenderedFolder {
    /** From the root of the branch. */
    readonly path: string;
    readonly files: number;
}

export interface Rendering {
    /** None where a mandatory policy refuses. */
    readonly folders: readonly RenderedFolder[];
    /** Of the policies on all that the system consists of, whoever writes it. */
    readonly findings: readonly PolicyFinding[];
}

/**
 * Objects come in this order; what is not named comes first. The Job runs again with each delivery, and is no part of
 * what has to be there in between: it goes when its time is over.
 */
const order: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    Job: {
        "argocd.argoproj.io/hook": "Sync",
        "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation",
        "argocd.argoproj.io/sync-wave": "1",
    },
    Deployment: { "argocd.argoproj.io/sync-wave": "2" },
    Service: { "argocd.argoproj.io/sync-wave": "3" },
    HorizontalPodAutoscaler: { "argocd.argoproj.io/sync-wave": "3" },
    PodDisruptionBudget: { "argocd.argoproj.io/sync-wave": "3" },
    ServiceMonitor: { "argocd.argoproj.io/sync-wave": "3" },
};

/** @throws InputError where nothing is to render, or a value is known only after a deployment. */
export async function renderBranch(root: URL, stack: string, folder: string, edit?: EditConfig): Promise<Rendering> {
    const delivered = await runStack(root, stack, edit === undefined ? {} : { edit });
    const applications = delivered.resources.filter(({ inputs }) => inputs["kind"] === "Application");
    if (applications.length === 0) {
        const message = 'no system is delivered by Argo CD. Set its delivery to "argocd" or leave --render out.';
        throw new InputError([{ file: `Pulumi.${stack}.yaml`, path: "strata:systems", message }]);
    }
    const whole = await runStack(root, stack, {
        edit: (config) => {
            edit?.(config);
            deliverByProgram(config);
        },
    });
    const left = difference(whole, delivered);
    const problems = left.flatMap(problemsOf);
    if (problems.length > 0) throw new InputError(problems);
    const findings = judgeRecording(whole);
    // What the policies refuse must not reach a branch that somebody delivers from.
    const folders = findings.some(isMandatory)
        ? []
        : applications.map((application) => writeFolder(folder, application, left));
    return { folders, findings };
}

function deliverByProgram(config: Record<string, unknown>): void {
    const systems = config["strata:systems"];
    if (typeof systems !== "object" || systems === null) return;
    for (const settings of Object.values(systems) as unknown[]) {
        if (typeof settings === "object" && settings !== null) Reflect.set(settings, "delivery", "pulumi");
    }
}

/** Objects of one run that the other has not. */
function difference(whole: Recording, delivered: Recording): readonly RecordedResource[] {
    const key = ({ type, inputs, provider }: RecordedResource): string =>
        `${provider ?? ""} ${kubernetesIdentity(type, inputs) ?? ""}`;
    const registered = new Set(delivered.resources.map(key));
    return whole.resources.filter(
        (resource) => isKubernetesObject(resource.type, resource.inputs) && !registered.has(key(resource)),
    );
}

/** Each value that a file cannot hold, by object and path. */
export function problemsOf({ type, name, inputs }: RecordedResource): readonly Problem[] {
    return placeholders(inputs).map((path) => ({
        file: kubernetesIdentity(type, inputs) ?? name,
        path,
        message: "is known only after a deployment, so that no file can hold it. Leave this object to the program.",
    }));
}

/** What goes into the namespace of an Application, by its own path: replaced as a whole. */
function writeFolder(
    folder: string,
    { inputs, provider }: RecordedResource,
    objects: readonly RecordedResource[],
): RenderedFolder {
    const { source, destination } = inputs["spec"] as {
        readonly source: { readonly path: string };
        readonly destination: { readonly namespace: string };
    };
    const own = objects.filter(
        (object) => object.provider === provider && metadataOf(object.inputs).namespace === destination.namespace,
    );
    const target = join(folder, source.path);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    for (const { file, text } of manifests(own.map(ordered))) writeFileSync(join(target, file), text);
    return { path: source.path, files: own.length };
}

function ordered(resource: RecordedResource): RecordedResource {
    const { inputs } = resource;
    const added = order[String(inputs["kind"])];
    if (added === undefined) return resource;
    const metadata = metadataOf(inputs);
    return {
        ...resource,
        inputs: { ...inputs, metadata: { ...metadata, annotations: { ...metadata.annotations, ...added } } },
    };
}
