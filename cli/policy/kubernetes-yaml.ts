/**
 * YAML as kubectl and Helm read it: version 1.1 of the language as Go's yaml.v2 takes it. `yes` and `y` are booleans,
 * 0644 and 0o644 are octal, 1e3 is a number; dates and times of day are text; of two equal keys the last one counts.
 */
import { LineCounter, parseAllDocuments, Schema, type Document, type ScalarTag, type Tags } from "yaml";

const INTEGER = "tag:yaml.org,2002:int";
const FLOAT = "tag:yaml.org,2002:float";
const TIMESTAMP = "tag:yaml.org,2002:timestamp";
const BINARY = "tag:yaml.org,2002:binary";

const replaced: ReadonlySet<string> = new Set([INTEGER, FLOAT, TIMESTAMP, BINARY]);

const integer: ScalarTag = {
    tag: INTEGER,
    default: true,
    test: /^[-+]?(?:0[xX]_*[\da-fA-F][\da-fA-F_]*|0[bB]_*[01][01_]*|0[oO]_*[0-7][0-7_]*|0[0-7_]*|[1-9][\d_]*)$/,
    resolve: (text) => {
        const [, sign, digits = ""] = /^([-+]?)(.*)$/.exec(text.replaceAll("_", "")) ?? [];
        const value = Number(digits.replace(/^0(?=\d)/, "0o"));
        return sign === "-" ? -value : value;
    },
};

const float: ScalarTag = {
    tag: FLOAT,
    default: true,
    test: /^[-+]?(?:\.\d[\d_]*|\d[\d_]*(?:\.[\d_]*)?)(?:[eE][-+]?\d+)?$/,
    resolve: (text) => Number(text.replaceAll("_", "")),
};

const notFinite: ScalarTag = {
    tag: FLOAT,
    default: true,
    test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
    resolve: (text) => (/n$/i.test(text) ? NaN : text.startsWith("-") ? -Infinity : Infinity),
};

const binary: ScalarTag = {
    tag: BINARY,
    resolve: (text) => Buffer.from(text, "base64").toString("utf8"),
};

function kubernetesTags(tags: Tags): Tags {
    const kept = tags.filter((tag) => typeof tag === "string" || !replaced.has(tag.tag));
    return [...kept, integer, float, notFinite, binary];
}

/** Made once: for a small document, making it takes as long as reading. */
const schema = new Schema({ schema: "yaml-1.1", merge: true, customTags: kubernetesTags });

export interface KubernetesYaml {
    readonly documents: readonly Document.Parsed[];
    readonly lines: LineCounter;
}

export function parseKubernetesYaml(text: string): KubernetesYaml {
    const lines = new LineCounter();
    const parsed = parseAllDocuments(text, {
        version: "1.1",
        schema,
        uniqueKeys: false,
        lineCounter: lines,
        prettyErrors: false,
        logLevel: "silent",
    });
    return { documents: [...parsed], lines };
}
