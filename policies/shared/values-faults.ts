/** What is wrong with a map in a chart's values, whatever the chart. */
import { movingWord, parseImage } from "../model/image.ts";
import { isOff, type ValuesNode } from "../model/values.ts";
import { at, isFields, isPresent, isTrue, items, show, text, textOr } from "../read.ts";
import type { Verdict } from "../rule.ts";
import { UNKNOWN } from "../unknown.ts";
import { valuesSnippet } from "./yaml.ts";

interface Place {
    /** Of the map, as messages name it. */
    readonly path: string;
    readonly verdict: Verdict;
    /** Words that, as part of a tag, mean that it moves. */
    readonly movingTags: readonly string[];
}

/** The path inside of the values: what the snippet is written at. */
function inValues(path: string): string {
    return path.replace(/^values\./, "");
}

type Look = (node: ValuesNode, place: Place) => void;

const RESOURCES = /^resources$|Resources$/;
const COMPUTE = ["cpu", "memory"];

function isEmpty(value: unknown): boolean {
    return isFields(value) && Object.keys(value).length === 0;
}

/** Resources of a container, and not of a volume. */
function asksForCompute(resources: unknown): boolean {
    return ["requests", "limits"].some((part) => COMPUTE.some((name) => isPresent(at(resources, part, name))));
}

const resources: Look = ({ value }, { path, verdict }) => {
    for (const [key, written] of Object.entries(value)) {
        if (!RESOURCES.test(key)) continue;
        const here = `${path}.${key}`;
        if (written === UNKNOWN || at(written, "limits") === UNKNOWN) verdict.unknown(here);
        const empty = key === "resources" && isPresent(value["image"]) && isEmpty(written);
        if (!empty && (!asksForCompute(written) || isPresent(at(written, "limits", "memory")))) continue;
        if (at(written, "limits") === UNKNOWN) continue;
        verdict.bad({
            message: `${here} ${empty ? "is {}" : "has no limit for memory"}: its container may take all of the node's`,
            remedy: valuesSnippet(
                inValues(here),
                "requests: { cpu: 50m, memory: 128Mi }\nlimits: { cpu: 500m, memory: 128Mi }",
            ),
        });
    }
};

const probes: Look = ({ value }, { path, verdict }) => {
    for (const probe of ["livenessProbe", "readinessProbe"]) {
        const enabled = at(value[probe], "enabled");
        const here = `${path}.${probe}.enabled`;
        if (enabled === UNKNOWN) verdict.unknown(here);
        else if (isOff(enabled))
            verdict.bad({ message: `${here} is off; wanted is true`, remedy: valuesSnippet(inValues(here), "true") });
    }
};

const images: Look = ({ value }, { path, verdict, movingTags }) => {
    const named = ["repository", "registry", "name", "image"].some((key) => isPresent(value[key]));
    const tag = named || /[iI]mage$/.test(path) ? value["tag"] : undefined;
    const image = text(value["image"]);
    const written = [
        { here: `${path}.tag`, tag: text(tag) },
        { here: `${path}.image`, tag: typeof image === "string" ? parseImage(image).tag : image },
    ];
    for (const each of written) {
        if (each.tag === UNKNOWN) verdict.unknown(each.here);
        if (typeof each.tag !== "string") continue;
        const word = movingWord(each.tag, movingTags);
        if (word !== undefined)
            verdict.bad({
                message: `${each.here} is ${show(each.tag)}, a tag that moves ("${word}"); wanted is a version`,
                remedy: valuesSnippet(inValues(each.here), "<version>"),
            });
    }
};

const privileges: Look = ({ value }, { path, verdict }) => {
    for (const [key, context] of Object.entries(value)) {
        if (!/securityContext$/i.test(key)) continue;
        const privileged = at(context, "privileged");
        const here = `${path}.${key}.privileged`;
        if (privileged === UNKNOWN) verdict.unknown(here);
        else if (isTrue(privileged))
            verdict.bad({
                message: `${here} is on: the container is root on its node`,
                remedy: valuesSnippet(inValues(here), "false"),
            });
    }
};

const ingresses: Look = ({ value }, { path, verdict }) => {
    const ingress = value["ingress"];
    const enabled = at(ingress, "enabled");
    const tls = at(ingress, "tls");
    const here = `${path}.ingress`;
    if (enabled === UNKNOWN) verdict.unknown(`${here}.enabled`);
    if (!isTrue(enabled)) return;
    if (tls === UNKNOWN) verdict.unknown(`${here}.tls`);
    else if (!isTrue(tls) && items(tls).length === 0)
        verdict.bad({
            message: `${here} is enabled without tls: what it serves goes over the network in plain text`,
            remedy: valuesSnippet(inValues(`${here}.tls`), "\n- secretName: web-tls\n  hosts: [www.example.com]"),
        });
};

/** Looks at a map and at nothing below it. */
export const LOOKS: readonly Look[] = [resources, probes, images, privileges, ingresses];

/** A load balancer of its own is what a chart at the edge is for. */
export const services: Look = ({ value }, { path, verdict }) => {
    for (const place of [["type"], ["spec", "type"]]) {
        const type = text(at(value["service"], ...place));
        const here = `${path}.service.${place.join(".")}`;
        if (type === UNKNOWN) verdict.unknown(here);
        else if (textOr(type) === "LoadBalancer")
            verdict.bad({
                message: `${here} is "LoadBalancer": it is reached past the edge, without its certificate and its firewall`,
                remedy: valuesSnippet(inValues(here), "ClusterIP"),
            });
    }
};
