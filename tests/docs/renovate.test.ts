/** What Renovate is told of the platform's pins: each is found by its mark, and belongs to one group. */
import { readFileSync } from "node:fs";
import { matchesGlob } from "node:path";
import { expect } from "chai";
import { sourceFiles } from "../support/source-files.ts";
import { root } from "../support/stacks.ts";

interface Renovate {
    readonly customManagers: readonly { readonly matchStrings: readonly string[] }[];
    readonly packageRules: readonly { readonly groupName?: string; readonly matchPackageNames?: readonly string[] }[];
}

const text = (file: string): string => readFileSync(new URL(file, root), "utf8");
const { customManagers, packageRules } = JSON.parse(text("renovate.json")) as Renovate;
const groups = packageRules.filter(({ groupName }) => groupName?.startsWith("charts: "));
const files = sourceFiles().filter((file) => file.startsWith("components/platform/"));

describe("Renovate", () => {
    it("finds every mark of the platform, with its version", () => {
        const expression = new RegExp(customManagers[0]?.matchStrings[0] ?? "$^", "g");
        for (const file of files) {
            const marks = text(file).match(/\/\/ renovate: /g) ?? [];
            expect([...text(file).matchAll(expression)], file).to.have.lengthOf(marks.length);
        }
    });

    it("brings each chart in one group, kinds with their operator", () => {
        const of = (name: string): readonly unknown[] =>
            groups
                .filter(({ matchPackageNames = [] }) => matchPackageNames.some((glob) => matchesGlob(name, glob)))
                .map(({ groupName }) => groupName);
        const names = files.flatMap((file) =>
            [...text(file).matchAll(/renovate: .*depName=(\S+)/g)].map(([, name]) => name ?? ""),
        );
        for (const name of names) expect(of(name), name).to.have.lengthOf(1);
        const charts = "ghcr.io/prometheus-community/charts";
        expect(of(`${charts}/prometheus-operator-crds`)).to.deep.equal(of(`${charts}/kube-prometheus-stack`));
    });
});
