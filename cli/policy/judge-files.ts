/** Judges what files hold, each document alone or all documents of a file together. */
import type { Problem } from "../../config/problem.ts";
import type { Judge, PolicyFinding } from "../../policies/judge.ts";
import { readDocuments } from "./documents.ts";
import { NoObject, objectsOf, type ManifestObject } from "./objects.ts";
import type { Source } from "./sources.ts";

/** A finding, and where it stands. */
export interface FileFinding extends PolicyFinding {
    readonly file: string;
    readonly doc: number;
    readonly line: number;
    /** null for what is no Kubernetes object, and for a finding about a document as a whole. */
    readonly apiVersion: string | null;
    readonly kind: string | null;
    readonly namespace: string | null;
    readonly name: string | null;
}

/** A file as far as it can be read. */
export interface ManifestFile {
    readonly file: string;
    /** The objects of each document. */
    readonly documents: readonly (readonly ManifestObject[])[];
    readonly problems: readonly Problem[];
}

export function readManifestFile(source: Source): ManifestFile {
    const { file } = source;
    const read = readDocuments(source);
    const problems = [...read.problems];
    const documents = read.documents.map((document) => {
        try {
            return objectsOf(file, document);
        } catch (error) {
            if (!(error instanceof NoObject)) throw error;
            problems.push({
                file,
                path: `document ${document.number}, line ${document.lineOf([])}`,
                message: error.message,
            });
            return [];
        }
    });
    return { file, documents, problems };
}

export function judgeFile(judge: Judge, { file, documents }: ManifestFile, bundle: boolean): readonly FileFinding[] {
    const stacks = bundle ? [documents.flat()] : documents;
    return stacks.filter((objects) => objects.length > 0).flatMap((objects) => judgeStack(judge, file, objects));
}

function judgeStack(judge: Judge, file: string, objects: readonly ManifestObject[]): readonly FileFinding[] {
    const findings = Map.groupBy(judge.all(objects.map(({ resource }) => resource)), ({ urn }) => urn);
    const ofObjects = objects.flatMap((object) => {
        const { resource, doc, line, apiVersion, kind, namespace, name } = object;
        const place = { file, doc, line, apiVersion, kind, namespace, name };
        const found = findings.get(resource.urn) ?? [];
        findings.delete(resource.urn);
        return found.map((finding) => ({ ...finding, ...place }));
    });
    const [{ doc, line } = { doc: 0, line: 1 }] = objects;
    const nobody = { file, doc, line, apiVersion: null, kind: null, namespace: null, name: null };
    return [...ofObjects, ...[...findings.values()].flat().map((finding) => ({ ...finding, ...nobody }))];
}
