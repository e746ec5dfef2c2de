/** Colours of the diagram, by day and by night. Each rule stands under `.picture`: a page that holds it has its own. */

interface Palette {
    readonly text: string;
    readonly line: string;
    readonly data: string;
    readonly wayIn: string;
    readonly wrong: string;
    readonly ground: string;
    readonly site: string;
    readonly cluster: string;
    readonly system: string;
    readonly frame: string;
    readonly service: string;
    readonly store: string;
    readonly job: string;
    readonly edge: string;
}

const day: Palette = {
    text: "#1f2933",
    line: "#52606d",
    data: "#9a6b16",
    wayIn: "#1d6b3f",
    wrong: "#c81e1e",
    ground: "#ffffff",
    site: "#f5f7fa",
    cluster: "#ffffff",
    system: "#eef4fb",
    frame: "#cbd2d9",
    service: "#cfe3f8",
    store: "#fbe7c2",
    job: "#e4e7eb",
    edge: "#d3efdd",
};

const night: Palette = {
    text: "#e4e7eb",
    line: "#9aa5b1",
    data: "#d9a441",
    wayIn: "#63c28c",
    wrong: "#ff6b6b",
    ground: "#12161c",
    site: "#1b222b",
    cluster: "#141a21",
    system: "#1a2735",
    frame: "#3e4c59",
    service: "#234a70",
    store: "#5c4515",
    job: "#323f4b",
    edge: "#1f4d35",
};

const rules = (palette: Palette): string => `
.picture { background: ${palette.ground}; }
.picture text { fill: ${palette.text}; font-family: Helvetica, Arial, "Liberation Sans", sans-serif; }
${boxes({ site: palette.site, "cluster-box": palette.cluster, system: palette.system }, palette.frame)}
${boxes({ clients: palette.job, entrance: palette.edge, service: palette.service, job: palette.job }, palette.line)}
${boxes({ database: palette.store, cache: palette.store, bucket: palette.store }, palette.data)}
${arrows({ call: palette.line, data: palette.data, "way-in": palette.wayIn, "one-sided": palette.wrong })}`;

const boxes = (fills: Readonly<Record<string, string>>, stroke: string): string =>
    Object.entries(fills)
        .map(
            ([name, fill]) => `.picture .${name} path, .picture .${name} polygon { fill: ${fill}; stroke: ${stroke}; }`,
        )
        .join("\n");

const arrows = (colours: Readonly<Record<string, string>>): string =>
    Object.entries(colours)
        .flatMap(([name, colour]) => [
            `.picture .${name}.edge path { fill: none; stroke: ${colour}; }`,
            `.picture .${name}.edge polygon { fill: ${colour}; stroke: ${colour}; }`,
        ])
        .join("\n");

export const pictureStyle = `${rules(day)}
.picture .one-sided path { stroke-dasharray: 5 3; stroke-width: 2; }
.picture .job path { stroke-dasharray: 4 3; }
@media (prefers-color-scheme: dark) {${rules(night)}
}
`;
