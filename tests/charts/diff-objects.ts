/** What differs between the objects of two renderings. */
import { stringify } from "yaml";
import { secretMask } from "../../preview/masks.ts";
import { at, fields, isFields, textOr, type Fields } from "../../policies/read.ts";
import { kindChanges } from "./diff-kinds.ts";
import type { RenderedObject } from "./rendered.ts";

export interface ObjectChanges {
    /** `Deployment cert-manager/cert-manager` */
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly ChangedObject[];
    readonly kinds: readonly ChangedKind[];
}

export interface ChangedObject {
    readonly title: string;
    /** YAML */
    readonly before: string;
    readonly after: string;
}

/** A CustomResourceDefinition. */
export interface ChangedKind {
    readonly title: string;
    readonly changes: readonly string[];
}

export function objectChanges(before: readonly RenderedObject[], after: readonly RenderedObject[]): ObjectChanges {
    const [old, now] = [byTitle(before), byTitle(after)];
    const both = [...now].flatMap(([title, objects]) => {
        const earlier = old.get(title);
        const texts = earlier === undefined ? [] : [yaml(earlier), yaml(objects)];
        const [left = "", right = ""] = texts;
        return earlier === undefined || left === right ? [] : [{ title, before: left, after: right, earlier, objects }];
    });
    const isKind = ({ title }: { readonly title: string }): boolean => title.startsWith("CustomResourceDefinition ");
    return {
        added: [...now.keys()].filter((title) => !old.has(title)).toSorted(),
        removed: [...old.keys()].filter((title) => !now.has(title)).toSorted(),
        changed: both
            .filter((each) => !isKind(each))
            .map(({ title, before: left, after: right }) => ({ title, before: left, after: right })),
        kinds: both.filter(isKind).map(({ title, earlier, objects }) => {
            const changes = kindChanges(fields(earlier[0]), fields(objects[0]));
            return {
                title,
                changes: changes.length > 0 ? changes : ["descriptions, or what stands around its versions"],
            };
        }),
    };
}

/** More than one where hooks of two moments make the same object. */
const byTitle = (objects: readonly RenderedObject[]): ReadonlyMap<string, readonly Fields[]> => {
    const grouped = Map.groupBy(objects, ({ resource: { props } }) => titleOf(props));
    return new Map([...grouped].map(([title, group]) => [title, group.map(({ resource }) => resource.props)]));
};

function titleOf(props: Fields): string {
    const [namespace, name] = ["namespace", "name"].map((key) => textOr(at(props, "metadata", key)));
    return `${textOr(props["kind"])} ${namespace === "" ? "" : `${namespace}/`}${name}`;
}

const yaml = (objects: readonly Fields[]): string =>
    objects
        .map((object) =>
            stringify(withoutNoise(masked(object)), {
                sortMapEntries: true,
                lineWidth: 0,
                aliasDuplicateObjects: false,
            }),
        )
        .join("---\n");

/** Every chart says its own version there: they change in each object, and mean nothing. */
const noise = new Set(["helm.sh/chart", "app.kubernetes.io/version"]);

function withoutNoise(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(withoutNoise);
    if (!isFields(value)) return value;
    const entries = Object.entries(value).map(([key, child]) => [
        key,
        withoutNoise(key === "labels" && isFields(child) ? quiet(child) : child),
    ]);
    return Object.fromEntries(entries) as Fields;
}

const quiet = (labels: Fields): Fields =>
    Object.fromEntries(Object.entries(labels).filter(([label]) => !noise.has(label)));

/** What a Secret holds is nobody's to read, be it a chart's default: only the names of its keys are shown. */
function masked(object: Fields): Fields {
    if (object["kind"] !== "Secret") return object;
    const hide = (data: unknown): Fields =>
        Object.fromEntries(Object.keys(fields(data)).map((key) => [key, secretMask]));
    const held = ["data", "stringData"].filter((key) => key in object).map((key) => [key, hide(object[key])] as const);
    return { ...object, ...Object.fromEntries(held) };
}
