/** `strata policy check`: how it reads YAML, and what it says of what it cannot read. */
import { expect } from "chai";
import { readManifestFile } from "../../cli/policy/judge-files.ts";
import { ScratchProject, type Outcome } from "../support/project.ts";
import { good, latest, type Row } from "./policy-manifests.ts";

function propsOf(text: string): unknown {
    const { documents, problems } = readManifestFile({ file: "x.yaml", text });
    expect(problems).to.be.empty;
    return documents.flat()[0]?.resource.props["data"];
}

const map = (data: string): string => `apiVersion: v1\nkind: ConfigMap\ndata:\n${data.replace(/^/gm, "  ")}`;

describe("strata policy check reads", () => {
    it("scalars as kubectl reads them", () => {
        const scalars: readonly (readonly [string, unknown])[] = [
            ["yes", true],
            ["y", true],
            ["On", true],
            ["off", false],
            ["N", false],
            ["'yes'", "yes"],
            ["~", null],
            ["0644", 420],
            ["0o644", 420],
            ["08", 8],
            ["0x1F", 31],
            ["-0b11", -3],
            ["1_000", 1000],
            ["1e3", 1000],
            [".5", 0.5],
            ["e3", "e3"],
            [".", "."],
            ["12:30:45", "12:30:45"],
            ["2001-12-14", "2001-12-14"],
            ["512m", "512m"],
            ["!!str 12", "12"],
            ["!!binary aGVsbG8=", "hello"],
            ["!custom x", "x"],
        ];
        const written = scalars.map(([text], index) => `k${index}: ${text}`).join("\n");
        const read = Object.fromEntries(scalars.map(([, value], index) => [`k${index}`, value]));
        expect(propsOf(map(written))).to.deep.equal(read);
    });

    it("keys, anchors, merges, and the last of two equal keys", () => {
        expect(
            propsOf(map("on: 1\n8: a\nx: &x { a: 1, b: 2 }\nz: { <<: *x, b: 3 }\nx2: *x\nd: 1\nd: 2")),
        ).to.deep.equal({
            true: 1,
            8: "a",
            x: { a: 1, b: 2 },
            z: { a: 1, b: 3 },
            x2: { a: 1, b: 2 },
            d: 2,
        });
    });

    it("what a document says about its version as kubectl would not: 1.1 it is", () => {
        expect(propsOf(`%YAML 1.2\n---\n${map("a: yes")}`)).to.deep.equal({ a: true });
    });

    it("the items of a List as objects of their own, each with its line", () => {
        const text = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: { generateName: a- }\n- apiVersion: apps/v1\n  kind: DeploymentList\n  items:\n  - metadata: { name: b, namespace: shop }\n`;
        const { documents, problems } = readManifestFile({ file: "x.yaml", text });
        expect(problems).to.be.empty;
        const read = documents.flat().map(({ resource, doc, line, apiVersion, kind, namespace, name }) => ({
            type: resource.type,
            place: [doc, line],
            is: [apiVersion, kind, namespace, name],
        }));
        expect(read).to.deep.equal([
            { type: "kubernetes:core/v1:Pod", place: [0, 4], is: ["v1", "Pod", null, "a-"] },
            { type: "kubernetes:apps/v1:Deployment", place: [0, 10], is: ["apps/v1", "Deployment", "shop", "b"] },
        ]);
    });

    it("protect and ignoreChanges beside { type, props }, and Kubernetes types of Pulumi", () => {
        const text = JSON.stringify([
            { type: "aws:rds/cluster:Cluster", props: {}, name: "db", protect: true, ignoreChanges: ["tags"] },
            { type: "kubernetes:core/v1:Pod", props: { metadata: { name: "a" } } },
        ]);
        const [db, pod] = readManifestFile({ file: "x.json", text }).documents.flat();
        expect(db?.resource)
            .to.include({ name: "db", protect: true })
            .and.to.deep.include({ ignoreChanges: ["tags"] });
        expect(pod).to.include({ apiVersion: "v1", kind: "Pod", name: "a" });
    });
});

describe("strata policy check refuses", function () {
    this.timeout(60_000);
    const project = new ScratchProject();
    after(() => {
        project.remove();
    });
    const check = (...args: readonly string[]): Promise<Outcome> => project.strata(["policy", "check", ...args]);

    it("what it cannot read, all of it at once by file and line, and judges the rest: exit 2", async () => {
        project.write("web.yaml", latest("shop"));
        project.write("broken.yaml", `${good}---\na: [1,\nb: {{ .Values.x }}\n`);
        project.write("half.json", '{ "apiVersion": "v1",\n "kind": "Pod"');
        project.write("values.yaml", `${good}---\nreplicas: 2\nimage: nginx\n---\n- a list\n`);
        project.write("list.yaml", "kind: List\napiVersion: v1\nitems: [3]\n");
        project.write("loop.yaml", "apiVersion: v1\nkind: Pod\nspec: &a { again: *a }\n");
        project.write("nix.yaml", "apiVersion: v1\nkind: Pod\nspec: *nix\n");
        const files = ["broken.yaml", "half.json", "values.yaml", "list.yaml", "loop.yaml", "nix.yaml", "gone.yaml"];
        const { code, stdout, stderr } = await check("--json", ...files, "web.yaml");
        for (const said of [
            /^gone\.yaml: 1 problem\n {2}there is no such file or folder\.$/m,
            /^broken\.yaml: \d problems?\n {2}line \d+, column \d+: is no YAML: .+ Templates of a chart are rendered first: helm template\.$/m,
            /^half\.json: \d problems?\n {2}line 2, column \d+: is no YAML: /m,
            /^ {2}document 1, line 6: found a map of replicas, image, needed: a Kubernetes object with apiVersion and kind/m,
            /^ {2}document 2, line 9: found a list, needed: /m,
            /^ {2}document 0, line 1: items\[0\]: found a number, needed: an object with apiVersion and kind\.$/m,
            /^loop\.yaml: 1 problem\n {2}document 0, line 1: cannot be read: nested deeper than 100 levels\.$/m,
            /^nix\.yaml: 1 problem\n {2}document 0, line 1: cannot be read: Unresolved alias .+: nix\.$/m,
        ]) {
            expect(stderr).to.match(said);
        }
        expect(stderr, "a user's mistake needs no stack trace").to.not.match(/^\s+at /m);
        const rows = JSON.parse(stdout) as readonly Row[];
        expect([...new Set(rows.map(({ file }) => file))]).to.deep.equal(["web.yaml"]);
        expect(code).to.equal(2);
    });

    it("silence for a verdict: nothing to judge is exit 2", async () => {
        for (const [args, input] of [
            [["-"], ""],
            [["-"], "# nothing\n---\n---\n"],
            [["systems"], ""],
        ] as const) {
            const { code, stdout, stderr } = await project.strata(["policy", "check", ...args], process.env, input);
            expect(stderr).to.match(/: 1 problem\n {2}holds nothing to judge\. Needed: at least one/);
            expect(stdout).to.equal("");
            expect(code).to.equal(2);
        }
    });

    it("what is no text, and a report that cannot be written: exit 2", async () => {
        project.write("good.yaml", good);
        const written = await check("good.yaml", "--sarif", "no/such/folder/x.sarif");
        expect(written.stderr).to.equal("no/such/folder/x.sarif: 1 problem\n  cannot be written: ENOENT.\n");
        const binary = await project.run("sh", [
            "-c",
            `printf 'a: \\377' > bytes.yaml && node_modules/.bin/node cli/entry.js policy check bytes.yaml`,
        ]);
        expect(binary.stderr).to.equal("bytes.yaml: 1 problem\n  is no text in UTF-8.\n");
        expect([written.code, binary.code]).to.deep.equal([2, 2]);
    });
});
