/** Resources from YAML, in which `!unknown` is a value that is not known yet. */
import { parseAllDocuments } from "yaml";
import { UNKNOWN, type PolicyResource } from "../../policies/judge.ts";
import { fields, isTrue, items, textOr } from "../../policies/read.ts";

const unknownTag = { tag: "!unknown", resolve: () => UNKNOWN };

function tokenOf(apiVersion: string, kind: string): string {
    return `kubernetes:${apiVersion === "v1" ? "core/v1" : apiVersion}:${kind}`;
}

/** A Kubernetes manifest, or { type, props } for anything else; what Pulumi alone knows is taken out. */
function resourceOf(document: unknown, index: number): PolicyResource {
    const {
        parent,
        pulumiName,
        props,
        token,
        ignoreChanges,
        secretPaths,
        provider,
        providerName,
        protect,
        ...manifest
    } = fields(document);
    const kind = textOr(manifest["kind"]);
    // A Secret has a `type` of its own.
    const type = props === undefined ? undefined : manifest["type"];
    const written = props === undefined ? manifest : fields(props);
    const of = textOr(token ?? type, tokenOf(textOr(manifest["apiVersion"]), kind));
    const name = textOr(pulumiName, textOr(fields(fields(written)["metadata"])["name"], `resource-${index}`));
    return {
        urn: textOr(fields(document)["urn"], `urn:pulumi:test::strata::${of}::${name}`),
        type: of,
        name,
        props: written,
        protect: isTrue(protect),
        ignoreChanges: items(ignoreChanges).map((path) => textOr(path)),
        ...(parent === undefined ? {} : { parent: textOr(parent) }),
        ...(provider === undefined
            ? {}
            : { provider: { urn: "", name: textOr(providerName, "given"), props: fields(provider) } }),
        ...(secretPaths === undefined ? {} : { secretPaths: items(secretPaths).map((path) => textOr(path)) }),
    };
}

export function resources(yaml: string): PolicyResource[] {
    return parseAllDocuments(yaml, { customTags: [unknownTag] }).map((document, index) => {
        const [error] = document.errors;
        if (error !== undefined) throw error;
        return resourceOf(document.toJS(), index);
    });
}

/** The YAML, deeper by so many spaces. */
export function deeper(yaml: string, by: number): string {
    const lines = yaml.replace(/^\n|\s+$/g, "").split("\n");
    const first = /^ */.exec(lines[0] ?? "")?.[0].length ?? 0;
    return lines.map((line) => " ".repeat(by) + line.slice(first)).join("\n");
}

/** A Deployment in namespace "shop" with these containers, as a list in YAML. */
export function deployment(containers: string, podSpec = "", name = "web"): string {
    return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
${deeper(containers, 8)}
${podSpec === "" ? "" : deeper(podSpec, 6)}
`;
}

/** The same containers in a CronJob. */
export function cronJob(containers: string, podSpec = ""): string {
    return `
apiVersion: batch/v1
kind: CronJob
metadata: { name: nightly, namespace: shop }
spec:
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
${deeper(containers, 12)}
${podSpec === "" ? "" : deeper(podSpec, 10)}
`;
}

export function documents(...parts: readonly string[]): string {
    return parts.join("\n---\n");
}
