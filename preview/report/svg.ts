/**
 * The diagram as SVG. Graphviz as WebAssembly takes a quarter of a second to start and is only started for a picture that
 * is not there yet: the last one of each stack is kept beside Node's own compile cache.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { at, textOr } from "../../policies/read.ts";
import { pictureStyle } from "./picture-style.ts";

/** @param description What somebody hears who cannot see it. */
export async function render(source: string, description: string): Promise<string> {
    const { Graphviz } = await import("@hpcc-js/wasm-graphviz");
    const graphviz = await Graphviz.load();
    return finish(graphviz.layout(source, "svg", "dot"), description);
}

/** The picture of an earlier run where nothing of it has changed, else a new one, which is kept. */
export async function renderOnce(root: URL, stack: string, source: string, description: string): Promise<string> {
    const folder = fileURLToPath(new URL("node_modules/.cache/strata/", root));
    const file = `${folder}diagram-${stack}.json`;
    const key = createHash("sha256").update(`${source}\n${description}\n${pictureStyle}`).digest("hex");
    const kept = readKept(file);
    if (textOr(at(kept, "key")) === key) return textOr(at(kept, "svg"));
    const svg = await render(source, description);
    try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(`${file}.${process.pid}`, JSON.stringify({ key, svg }));
        renameSync(`${file}.${process.pid}`, file);
    } catch {
        // A folder that nobody may write to costs time, nothing else.
    }
    return svg;
}

function readKept(file: string): unknown {
    try {
        return JSON.parse(readFileSync(file, "utf8"));
    } catch {
        return undefined;
    }
}

/** Graphviz's own frame goes: a page that holds the picture needs neither prologue nor sizes in points. */
function finish(svg: string, description: string): string {
    const start = svg.indexOf("<svg");
    const end = svg.indexOf(">", start) + 1;
    const frame = svg.slice(start, end);
    const [, box = "0 0 100 100"] = /viewBox="([^"]*)"/.exec(frame) ?? [];
    const [, , width = 100, height = 100] = box.split(" ").map((part) => Math.ceil((Number(part) * 4) / 3));
    const body = svg
        .slice(end)
        .replaceAll(/<!--[\s\S]*?-->\n?/g, "")
        // What a pointer shows on hovering is Graphviz's identifier: the text in the box says more.
        .replaceAll(/<title>[\s\S]*?<\/title>\n?/g, "")
        .replaceAll(/<g id="a_[^"]*"><a xlink:title=" ">\n?([\s\S]*?)<\/a>\n<\/g>\n?/g, "$1");
    return [
        `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" class="picture" role="img" aria-label="${escapeAttribute(description)}" width="${width}" height="${height}" viewBox="${box}">`,
        `<style>${pictureStyle}</style>`,
        body.trimStart(),
    ].join("\n");
}

const escapeAttribute = (text: string): string =>
    text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
