/** A page names only commands, targets, scripts and pages that exist. */
import { existsSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import { expect } from "chai";
import { strataProgram } from "../../cli/program.ts";
import { root } from "../support/stacks.ts";
import { readMap } from "../support/values.ts";
import { codeOf, pages } from "./pages.ts";

interface Written {
    readonly page: string;
    readonly line: string;
}

const lines: readonly Written[] = pages.flatMap((page) => codeOf(page).map((line) => ({ page: page.path, line })));

/** Words behind a command, wherever in the line it stands: `cd x && make preview`. */
function uses(start: RegExp): readonly (Written & { readonly words: readonly string[] })[] {
    return lines.flatMap(({ page, line }) =>
        line.split(/&&|\|\||;|(?<!<[^>]*)\|/).flatMap((part) => {
            const words = part.trim().split(/\s+/);
            const text = words.join(" ");
            const rest = start.exec(text)?.[0];
            return rest === undefined
                ? []
                : [{ page, line, words: text.slice(rest.length).split(" ").filter(Boolean) }];
        }),
    );
}

/** What is wrong with the words behind `strata`. */
function strataFault(program: Command, words: readonly string[]): string | undefined {
    const [name, ...rest] = words;
    if (name === undefined || name.startsWith("<") || name.startsWith("--")) return undefined;
    const command = program.commands.find((each) => each.name() === name);
    if (command === undefined) return `there is no command "${name}"`;
    if (command.commands.length > 0) return strataFault(command, rest);
    const known = command.options.map(({ long }) => long);
    const unknown = rest
        .map((word) => /^\[?(--[a-z-]+)/.exec(word)?.[1])
        .filter((option) => option !== undefined && !known.includes(option));
    return unknown.length === 0 ? undefined : `${name} has no ${unknown.join(", ")}`;
}

describe("the pages", () => {
    it("name commands of strata that exist, with options that they have", async () => {
        const program = await strataProgram();
        const found = uses(/^(?:npx )?strata (?=[a-z])/);
        expect(found).to.not.be.empty;
        const faults = found.flatMap(({ page, line, words }) => {
            const fault = strataFault(program, words);
            return fault === undefined ? [] : [`${page}: \`${line}\`: ${fault}`];
        });
        expect(faults).to.deep.equal([]);
        expect(strataFault(program, ["doctr"])).to.equal('there is no command "doctr"');
        expect(strataFault(program, ["policy", "check", "--jsn"])).to.equal("check has no --jsn");
        expect(strataFault(program, ["doctor", "<stack>", "--refrsh"])).to.equal("doctor has no --refrsh");
    });

    it("name targets of make that exist", () => {
        const targets = [...readFileSync(new URL("Makefile", root), "utf8").matchAll(/^([a-z-]+):/gm)].map(
            ([, name]) => name,
        );
        const found = uses(/^make (?=[a-z])/);
        expect(found).to.not.be.empty;
        for (const { page, line, words } of found) expect(targets, `${page}: ${line}`).to.include(words[0]);
    });

    it("name scripts of npm that exist", () => {
        const scripts: unknown = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
        const known = Object.keys(readMap(scripts, "scripts"));
        const found = uses(/^npm run (?:--silent )?(?=[a-z])/);
        expect(found).to.not.be.empty;
        for (const { page, line, words } of found) expect(known, `${page}: ${line}`).to.include(words[0]);
    });

    it("link to files and headings that exist", () => {
        const broken = pages.flatMap(({ path, text }) =>
            [...text.matchAll(/\]\(([^)\s]+)\)/g)]
                .map(([, target = ""]) => target)
                .filter((target) => !/^https?:/.test(target) && !resolves(path, target))
                .map((target) => `${path}: ${target}`),
        );
        expect(broken).to.deep.equal([]);
        expect(resolves("README.md", "docs/runbooks/README.md#keeping-them-true")).to.be.true;
        expect(resolves("README.md", "docs/runbooks/README.md#nowhere")).to.be.false;
    });
});

function resolves(from: string, target: string): boolean {
    const [file = "", heading] = target.split("#");
    const found = new URL(file, new URL(from, root));
    if (!existsSync(found)) return false;
    return heading === undefined || anchors(readFileSync(found, "utf8")).includes(heading);
}

/** As GitHub makes them of headings. */
const anchors = (text: string): readonly string[] =>
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
        title
            .toLowerCase()
            .replaceAll(/[^\p{L}\p{N}\s-]/gu, "")
            .replaceAll(" ", "-"),
    );
