/** What the NetworkPolicies of an add-on let through, as a table. */
import { at, fields, items, textOr } from "../../policies/read.ts";
import type { RecordedResource } from "../../preview/recording.ts";
import { code, table } from "../policy-pages/markdown.ts";

export function networkSection(resources: readonly RecordedResource[], where: string): readonly string[] {
    const policies = resources.filter(({ type }) => type === "kubernetes:networking.k8s.io/v1:NetworkPolicy");
    if (policies.length === 0) return [];
    return [
        "## Network",
        `On ${where}. What no row names is denied.`,
        table(["Namespace", "Policy", "Pods", "In", "Out"], policies.map(row).toSorted(byPlace)),
    ];
}

const byPlace = ([a = "", b = ""]: readonly string[], [c = "", d = ""]: readonly string[]): number =>
    `${a} ${b}` < `${c} ${d}` ? -1 : 1;

function row({ inputs }: RecordedResource): readonly string[] {
    const spec = fields(inputs["spec"]);
    return [
        code(textOr(at(inputs, "metadata", "namespace"))),
        code(textOr(at(inputs, "metadata", "name"))),
        selectorText(spec["podSelector"]) || "all",
        direction(spec, "Ingress", "from"),
        direction(spec, "Egress", "to"),
    ];
}

function direction(spec: Readonly<Record<string, unknown>>, type: "Ingress" | "Egress", peers: "from" | "to"): string {
    if (!items(spec["policyTypes"]).includes(type)) return "";
    const rules = items(spec[type.toLowerCase()]).map((rule) => {
        const who = items(at(rule, peers)).map(peerText).join(", ") || "anybody";
        const ports = items(at(rule, "ports")).map(portText).join(", ");
        return ports === "" ? who : `${who}: ${ports}`;
    });
    return rules.join("; ") || "nothing";
}

function peerText(peer: unknown): string {
    const block = at(peer, "ipBlock");
    if (block !== undefined) {
        const except = items(at(block, "except")).map((each) => textOr(each));
        return `${textOr(at(block, "cidr"))}${except.length === 0 ? "" : ` but ${except.join(", ")}`}`;
    }
    const namespaces = at(peer, "namespaceSelector");
    const name = at(namespaces, "matchLabels", "kubernetes.io/metadata.name");
    const where =
        namespaces === undefined
            ? "this namespace"
            : name === undefined
              ? selectorText(namespaces) || "every namespace"
              : code(textOr(name));
    const pods = selectorText(at(peer, "podSelector"));
    return pods === "" ? where : `${pods} in ${where}`;
}

function selectorText(selector: unknown): string {
    const pairs = Object.entries(fields(at(selector, "matchLabels"))).map(([key, value]) => `${key}=${textOr(value)}`);
    const expressions = items(at(selector, "matchExpressions")).map((each) => {
        const values = items(at(each, "values")).map((value) => textOr(value));
        return `${textOr(at(each, "key"))} ${textOr(at(each, "operator"))} ${values.join(", ")}`.trim();
    });
    return [...pairs, ...expressions].map(code).join(", ");
}

const portText = (port: unknown): string => {
    const end = at(port, "endPort");
    const last = end === undefined ? "" : ` to ${textOr(end)}`;
    return `${textOr(at(port, "port"))}${last} ${textOr(at(port, "protocol"), "TCP")}`;
};
