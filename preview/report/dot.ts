/** The diagram in the language of Graphviz. Colours are classes: the picture's style sheet knows day and night. */
import type { Diagram, SiteBox, SystemBox } from "./diagram.ts";
import type { Entrance } from "./entrances.ts";
import type { Workload, WorkloadKind } from "./workloads.ts";

const shapes: Readonly<Record<WorkloadKind, string>> = {
    service: "box",
    job: "box",
    database: "cylinder",
    cache: "cylinder",
    bucket: "folder",
};

/** Text that Graphviz takes as it is. */
export const quoted = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/** Text inside a label that is marked up. */
export const markup = (text: string): string =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

export function dot(picture: Diagram): string {
    const kinds = new Map(everyWorkload(picture).map(({ id, kind }) => [id, kind]));
    const reachable = picture.outside.toSorted((a, b) => (a.cidr < b.cidr ? -1 : 1));
    return [
        "digraph strata {",
        `graph [${attributes({
            rankdir: "LR",
            fontname: "Helvetica",
            fontsize: "11",
            nodesep: "0.28",
            ranksep: "0.6",
            pad: "0.2",
            bgcolor: "transparent",
            // Newer clusters keep what belongs together in one place.
            newrank: "true",
            labelloc: "b",
            label: "An arrow: may open a connection, because the NetworkPolicies of both ends allow it. Red: only one end does.",
            tooltip: picture.title,
        })}]`,
        'node [fontname="Helvetica", fontsize="11", height="0.4", margin="0.14,0.07", style="filled", tooltip=" "]',
        'edge [arrowsize="0.6", tooltip=" "]',
        ...(picture.sites.some(({ entrances }) => entrances.length > 0)
            ? [node("clients", "Clients", { shape: "box", style: '"rounded,filled"', class: "clients" })]
            : []),
        ...picture.sites.flatMap(siteBox),
        ...new Set(reachable.map(({ cidr }) => outsideNode(cidr))),
        ...picture.sites.flatMap(({ entrances }) => entrances.flatMap(wayIn)),
        ...picture.connections.map(({ from, to, oneSided }) => {
            const kind = kinds.get(to) === "service" ? "call" : "data";
            return edge(from, to, { class: oneSided ? "one-sided" : kind });
        }),
        ...reachable.map(({ from, cidr, ports }) =>
            edge(from, `outside ${cidr}`, { class: "call", label: ports.join(", ") }),
        ),
        "}",
        "",
    ].join("\n");
}

const everyWorkload = ({ sites }: Diagram): readonly Workload[] =>
    sites.flatMap(({ systems, others }) => [...systems.flatMap((system) => system.workloads), ...others]);

function siteBox(site: SiteBox): readonly string[] {
    const { name, region, cluster, nodes, systems, others, addOns, entrances } = site;
    const title = region === "" ? `Site ${name}` : `Site ${name} in ${region}`;
    const inside = entrances.filter(({ outside }) => !outside);
    return [
        ...box(`site ${name}`, "site", title),
        ...entrances.filter(({ outside }) => outside).map(entranceNode),
        ...systems
            .flatMap((system) => system.workloads.filter(({ namespace }) => namespace === undefined))
            .map(workload),
        ...box(`cluster ${name}`, "cluster-box", `Cluster ${cluster}`, [
            ...(nodes.length === 0 ? [] : [`Nodes: ${nodes.join("; ")}`]),
            ...(addOns.length === 0 ? [] : wrap(`Add-ons: ${addOns.join(", ")}`)),
        ]),
        ...inside.map(entranceNode),
        ...systems.flatMap((system) => systemBox(name, system)),
        ...others.filter(({ namespace }) => namespace !== undefined).map(workload),
        "}",
        ...others.filter(({ namespace }) => namespace === undefined).map(workload),
        "}",
    ];
}

function systemBox(site: string, { name, namespaces, workloads }: SystemBox): readonly string[] {
    const note = `Namespace${namespaces.length === 1 ? "" : "s"} ${namespaces.join(", ")}`;
    return [
        ...box(`system ${site} ${name}`, "system", `System ${name}`, [note]),
        ...workloads.filter(({ namespace }) => namespace !== undefined).map(workload),
        "}",
    ];
}

/** Opens a box; whoever calls it closes it. */
function box(id: string, className: string, title: string, notes: readonly string[] = []): readonly string[] {
    const small = notes.map((note) => `<font point-size="10">${markup(note)}</font><br align="left"/>`);
    const label = `<<b>${markup(title)}</b><br align="left"/>${small.join("")}>`;
    return [
        `subgraph ${quoted(`cluster ${id}`)} {`,
        `graph [label=${label}, labeljust="l", labelloc="t", fontsize="13", margin="14", style="rounded,filled", ${attributes({ class: className, tooltip: title })}]`,
    ];
}

const workload = ({ id, kind, name, facts }: Workload): string =>
    node(id, lines(name, facts), {
        shape: shapes[kind],
        style: kind === "service" ? '"rounded,filled"' : kind === "job" ? '"rounded,filled,dashed"' : "filled",
        class: kind,
        ...(shapes[kind] === "cylinder" ? { margin: "0.16,0.1" } : {}),
    });

/** The name stands out, what is said of it stands below. */
function lines(name: string, facts: readonly string[]): string {
    const small = facts.map((fact) => `<br/><font point-size="9">${markup(fact)}</font>`);
    return `<<b>${markup(name)}</b>${small.join("")}>`;
}

const entranceId = ({ site, className }: Entrance): string => `entrance ${site} ${className}`;

/** A row for each host, so that each arrow starts at its own. */
function entranceNode(entrance: Entrance): string {
    const rows = entrance.routes.map(
        ({ url }, index) => `<tr><td align="left" port="r${index}">${markup(url)}</td></tr>`,
    );
    const table = `<<table border="0" cellborder="0" cellspacing="2"><tr><td align="left"><b>${markup(entrance.title)}</b></td></tr>${rows.join("")}</table>>`;
    return node(entranceId(entrance), table, { shape: "box", style: '"rounded,filled"', class: "entrance" });
}

function wayIn(entrance: Entrance): readonly string[] {
    const id = entranceId(entrance);
    return [
        edge("clients", id, { class: "way-in", weight: "9", tailport: "e", headport: "w" }),
        ...entrance.routes.flatMap(({ to }, index) =>
            to.map((target) => `${quoted(id)}:r${index}:e -> ${quoted(target)} [${attributes({ class: "way-in" })}]`),
        ),
    ];
}

/** A box does not get wider for a long list. */
function wrap(text: string): readonly string[] {
    return text.match(/\S.{0,110}(?=\s|$)/g) ?? [];
}

function outsideNode(cidr: string): string {
    const name = cidr === "0.0.0.0/0" ? "The internet" : cidr;
    return node(`outside ${cidr}`, name, { shape: "box", style: '"rounded,filled"', class: "clients" });
}

function node(id: string, label: string, given: Readonly<Record<string, string>>): string {
    const text = label.startsWith("<") ? label : quoted(label);
    const { style = "filled", ...others } = given;
    return `${quoted(id)} [label=${text}, style=${style}, ${attributes(others)}]`;
}

const edge = (from: string, to: string, given: Readonly<Record<string, string>>): string =>
    `${quoted(from)} -> ${quoted(to)} [${attributes(given)}]`;

const attributes = (given: Readonly<Record<string, string>>): string =>
    Object.entries(given)
        .map(([key, value]) => `${key}=${quoted(value)}`)
        .join(", ");
