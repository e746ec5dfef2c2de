/** What changes between two recordings, and the command that compares with another commit. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { changesSince } from "../../preview/diff/changes.ts";
import { compare, type Comparison } from "../../preview/diff/compare.ts";
import type { ComparedResource } from "../../preview/diff/compared-resource.ts";
import { changesText, valuePair } from "../../preview/diff/text.ts";
import { differences } from "../../preview/diff/values.ts";
import { UNKNOWN } from "../../policies/unknown.ts";
import { ScratchProject } from "../support/project.ts";
import { record, runVariant } from "../support/stacks.ts";
import { write } from "../support/values.ts";

interface Parts {
    readonly type?: string;
    readonly parent?: string;
    readonly custom?: boolean;
    readonly provider?: string;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly options?: Partial<ComparedResource["options"]>;
}

function resource(name: string, parts: Parts = {}): ComparedResource {
    const { type = "kubernetes:core/v1:ConfigMap", parent, custom = true, provider, inputs = {}, options } = parts;
    return {
        urn: `urn:pulumi:dev::strata::${type}::${name}`,
        type,
        name,
        custom,
        parent,
        provider,
        inputs,
        secretPaths: [],
        options: {
            protect: false,
            dependsOn: [],
            ignoreChanges: [],
            retainOnDelete: false,
            deleteBeforeReplace: false,
            ...options,
        },
    };
}

const object = (name: string, kind: string, inputs: object, apiVersion = "apps/v1"): ComparedResource =>
    resource(name, {
        type: `kubernetes:${apiVersion}:${kind}`,
        inputs: { apiVersion, kind, metadata: { name, namespace: "pms" }, ...inputs },
    });

const names = (comparison: Comparison): Readonly<Record<string, readonly string[]>> => ({
    created: comparison.created.map(({ name }) => name),
    deleted: comparison.deleted.map(({ name }) => name),
    replaced: comparison.replaced.map(({ name }) => name),
    changed: comparison.changed.map(({ name }) => name),
    reordered: comparison.reordered.map(({ name }) => name),
});

const none = { created: [], deleted: [], replaced: [], changed: [], reordered: [] };

describe("the difference between two values", () => {
    const cases: readonly (readonly [string, unknown, unknown, readonly object[]])[] = [
        ["of the same", { a: [1, { b: "c" }] }, { a: [1, { b: "c" }] }, []],
        ["of a leaf", { a: { b: 1 } }, { a: { b: 2 } }, [{ path: "a.b", old: 1, new: 2 }]],
        ["that came", {}, { a: 1 }, [{ path: "a", new: 1 }]],
        ["that went", { a: null }, {}, [{ path: "a", old: null }]],
        ["of another type", { a: "1" }, { a: 1 }, [{ path: "a", old: "1", new: 1 }]],
        ["under a key with dots", { "a.b/c": 1 }, { "a.b/c": 2 }, [{ path: '["a.b/c"]', old: 1, new: 2 }]],
        [
            "of a list without names",
            [1, 2],
            [1, 3, 4],
            [
                { path: "[1]", old: 2, new: 3 },
                { path: "[2]", new: 4 },
            ],
        ],
        [
            "of a list with names, by name",
            [
                { name: "a", v: 1 },
                { name: "b", v: 1 },
            ],
            [{ name: "b", v: 2 }],
            [
                { path: "[a]", old: { name: "a", v: 1 } },
                { path: "[b].v", old: 1, new: 2 },
            ],
        ],
        [
            "of an order",
            [{ name: "a" }, { name: "b" }],
            [{ name: "b" }, { name: "a" }],
            [{ path: " (order)", old: ["a", "b"], new: ["b", "a"] }],
        ],
        ["inside a document", { p: '{"a":1,"b":2}' }, { p: '{"b":3,"a":1}' }, [{ path: "p.b", old: 2, new: 3 }]],
        ["of a key of every object", {}, { constructor: 1 }, [{ path: "constructor", new: 1 }]],
    ];
    for (const [text, before, after, expected] of cases) {
        it(text, () => {
            expect(differences(before, after)).to.deep.equal(expected);
        });
    }
});

describe("a comparison", () => {
    it("of the same is empty", () => {
        const one = [resource("a", { inputs: { x: 1 } })];
        expect(names(compare(one, structuredClone(one)))).to.deep.equal(none);
    });

    it("tells what comes, goes and changes", () => {
        const before = [
            resource("gone", { inputs: { a: 1 } }),
            resource("same"),
            resource("edited", { inputs: { x: 1 } }),
        ];
        const after = [
            resource("come", { inputs: { b: 1 } }),
            resource("same"),
            resource("edited", { inputs: { x: 2 } }),
        ];
        const comparison = compare(before, after);
        expect(names(comparison)).to.deep.equal({ ...none, created: ["come"], deleted: ["gone"], changed: ["edited"] });
        expect(comparison.changed[0]?.changes).to.deep.equal([{ path: "x", old: 1, new: 2 }]);
        expect(comparison.renames).to.be.empty;
    });

    it("tells what only waits for something else apart", () => {
        const [before, after] = [["a"], ["b"]].map((dependsOn) => [resource("x", { options: { dependsOn } })]);
        expect(names(compare(before ?? [], after ?? []))).to.deep.equal({ ...none, reordered: ["x"] });
    });

    it("sees protection that is taken away and another provider, whatever its id", () => {
        const before = resource("x", { provider: "urn:p::one::id1", options: { protect: true } });
        expect(names(compare([before], [{ ...before, provider: "urn:p::one::id2" }]))).to.deep.equal(none);
        const after = { ...before, provider: "urn:p::two::id1", options: { ...before.options, protect: false } };
        expect(compare([before], [after]).changed[0]?.changes.map(({ path }) => path)).to.deep.equal([
            "options.protect",
            "options.provider",
        ]);
    });

    it("passes over what the resource ignores, and over nothing else", () => {
        const make = (size: number, sizes: number): ComparedResource =>
            resource("x", { inputs: { scale: { size }, scaled: sizes }, options: { ignoreChanges: ["scale"] } });
        expect(names(compare([make(1, 1)], [make(2, 1)]))).to.deep.equal(none);
        expect(names(compare([make(1, 1)], [make(1, 2)]))).to.deep.equal({ ...none, changed: ["x"] });
    });

    const selector = (app: string): object => ({ spec: { selector: { matchLabels: { app } } } });
    const replacing: readonly (readonly [string, ComparedResource, ComparedResource, readonly string[]])[] = [
        [
            "a Deployment's selector",
            object("x", "Deployment", selector("a")),
            object("x", "Deployment", selector("b")),
            ["spec.selector.matchLabels.app"],
        ],
        [
            "a Deployment's image",
            object("x", "Deployment", { spec: { template: { image: "a" } } }),
            object("x", "Deployment", { spec: { template: { image: "b" } } }),
            [],
        ],
        [
            "a Job's template",
            object("x", "Job", { spec: { template: { image: "a" } } }, "batch/v1"),
            object("x", "Job", { spec: { template: { image: "b" } } }, "batch/v1"),
            ["spec.template.image"],
        ],
        [
            "a claim template",
            object("x", "StatefulSet", { spec: { volumeClaimTemplates: [{ size: 1 }] } }),
            object("x", "StatefulSet", { spec: { volumeClaimTemplates: [{ size: 2 }] } }),
            ["spec.volumeClaimTemplates[0].size"],
        ],
        [
            "an object's namespace",
            object("x", "Thing", { metadata: { name: "x", namespace: "a" } }, "example.com/v1"),
            object("x", "Thing", { metadata: { name: "x", namespace: "b" } }, "example.com/v1"),
            ["metadata.namespace"],
        ],
        [
            "any input of a generated value",
            resource("x", { type: "random:index/randomPassword:RandomPassword", inputs: { length: 32 } }),
            resource("x", { type: "random:index/randomPassword:RandomPassword", inputs: { length: 64 } }),
            ["length"],
        ],
        [
            "an input of a component",
            resource("x", {
                type: "random:index/randomPassword:RandomPassword",
                custom: false,
                inputs: { length: 32 },
            }),
            resource("x", {
                type: "random:index/randomPassword:RandomPassword",
                custom: false,
                inputs: { length: 64 },
            }),
            [],
        ],
    ];
    for (const [text, before, after, expected] of replacing) {
        it(`takes ${text} for ${expected.length > 0 ? "a replacement" : "a change"}`, () => {
            const { replaced, changed } = compare([before], [after]);
            expect(replaced.flatMap(({ replacedBy }) => replacedBy)).to.deep.equal(expected);
            expect(changed).to.have.lengthOf(expected.length > 0 ? 0 : 1);
        });
    }

    it("takes the data of a ConfigMap for a replacement unless its provider lets it change", () => {
        const provider = (mutable: string): ComparedResource =>
            resource("p", { type: "pulumi:providers:kubernetes", inputs: { enableConfigMapMutable: mutable } });
        const map = (value: string): ComparedResource => ({
            ...object("x", "ConfigMap", { data: { value } }, "core/v1"),
            provider: `${provider("true").urn}::id`,
        });
        const run = (mutable: string): Comparison =>
            compare([provider(mutable), map("a")], [provider(mutable), map("b")]);
        expect(names(run("true"))).to.deep.equal({ ...none, changed: ["x"] });
        expect(names(run("false"))).to.deep.equal({ ...none, replaced: ["x"] });
    });

    it("calls out what is protected or would be lost, with the reason", () => {
        const store = (name: string, whenDeleted: string): ComparedResource =>
            object(name, "StatefulSet", { spec: { persistentVolumeClaimRetentionPolicy: { whenDeleted } } });
        const { dangers } = compare(
            [
                store("volatile", "Delete"),
                store("kept", "Retain"),
                resource("guarded", { options: { protect: true } }),
                resource("aurora", { type: "aws:rds/cluster:Cluster", options: { protect: true } }),
                resource("group", { type: "aws:rds/subnetGroup:SubnetGroup" }),
                resource("left", { type: "aws:s3/bucket:Bucket", options: { retainOnDelete: true } }),
                resource("harmless"),
                resource("network", { type: "aws:kms/key:Key", inputs: { multiRegion: false } }),
            ],
            [resource("network", { type: "aws:kms/key:Key", inputs: { multiRegion: true } })],
        );
        expect(dangers.map(({ name, action, reason }) => `${action} ${name}: ${reason}`)).to.deep.equal([
            "delete volatile: its volumes are deleted with it",
            "delete kept: its volumes stay, its pods go",
            "delete guarded: it is protected, so the engine refuses",
            "delete aurora: it is protected, so the engine refuses; its data goes with it",
            "replace network: what it encrypted can never be read again",
        ]);
    });
});

describe("a rename", () => {
    const show = ({ renames }: Comparison): readonly string[] =>
        renames.map(({ from, to, object: same }) => `${from.name} > ${to.name}${same === undefined ? "" : ` ${same}`}`);

    it("of one object of the cluster is called out with it, and stays a deletion and a creation", () => {
        const before = object("auth", "Deployment", { spec: { a: 1 } });
        const after = {
            ...before,
            urn: `${before.urn}entication`,
            name: "authentication",
            inputs: { ...before.inputs, b: 1 },
        };
        const comparison = compare([before], [after]);
        expect(show(comparison)).to.deep.equal(["auth > authentication Deployment (apps) pms/auth"]);
        expect(names(comparison)).to.deep.equal({ ...none, created: ["authentication"], deleted: ["auth"] });
    });

    it("is seen where the inputs are the same but for the name", () => {
        const bucket = (name: string, versioned = true): ComparedResource =>
            resource(name, { type: "aws:s3/bucket:Bucket", inputs: { bucket: `x-${name}`, versioned } });
        expect(show(compare([bucket("logs")], [bucket("audit")]))).to.deep.equal(["logs > audit"]);
        expect(show(compare([bucket("logs")], [bucket("audit", false)]))).to.be.empty;
    });

    it("is not guessed where several look the same, nor where there is nothing to look at", () => {
        const role = (name: string): ComparedResource => resource(name, { inputs: { policy: "p" } });
        expect(show(compare([role("a")], [role("b"), role("c")]))).to.be.empty;
        expect(show(compare([resource("a")], [resource("b")]))).to.be.empty;
    });

    it("of a component is told once, not for each of its parts", () => {
        const service = (name: string): readonly ComparedResource[] => {
            const component = resource(name, { type: "strata:index:ServiceDeployment", custom: false });
            const part = (type: string): ComparedResource =>
                resource(name, { type, parent: component.urn, inputs: { label: name } });
            return [component, part("kubernetes:core/v1:Service"), part("kubernetes:core/v1:ServiceAccount")];
        };
        expect(show(compare(service("us-pms-leaderboard"), service("us-pms-ranking")))).to.deep.equal([
            "us-pms-leaderboard > us-pms-ranking",
        ]);
    });
});

describe("changes as text", () => {
    it("are in one line when there are none", async () => {
        const { resources } = await record("local");
        const changes = changesSince("main", { resources, notes: [] }, resources);
        expect(changesText(changes)).to.deep.equal(["Changes since main: none"]);
    });

    it("of a new version are ten Deployments and a Job that is made anew", async () => {
        const { resources } = await record("local");
        const next = await runVariant("local", {
            edit: (config) => {
                write(config, "strata:systems.pms.tag", "v9.9.9");
            },
        });
        const before = JSON.parse(JSON.stringify(resources)) as readonly ComparedResource[];
        const changes = changesSince("main", { resources: before, notes: [] }, next.resources);
        const text = changesText(changes).join("\n");
        expect(text).to.match(/^Changes since main: 1 replaced, 10 changed$/m);
        expect(text).to.match(/^± local-pms-database-init \(Job\) {2}because of metadata\.name/m);
        expect(text).to.match(/containers\[auth\]\.image .*pms-auth:v1\.2\.0" → .*pms-auth:v9\.9\.9"$/m);
    });

    it("begin with what hurts", () => {
        const before = [resource("old"), resource("data", { type: "aws:s3/bucket:Bucket" })];
        const lines = changesText(changesSince("main", { resources: before, notes: ["a note"] }, []));
        expect(lines).to.deep.equal([
            "Changes since main: 2 deleted",
            "note: a note",
            "! deletes data (Bucket): its data goes with it",
            "- old (ConfigMap)",
            "- data (Bucket)",
        ]);
    });

    it("show no secret and no symbol", () => {
        const after = [resource("a", { inputs: { password: "[secret]", arn: UNKNOWN } })];
        const before = [resource("a", { inputs: { password: "[secret]", arn: "x" } })];
        const { comparison } = changesSince("main", { resources: before, notes: [] }, after);
        expect(comparison?.changed[0]?.changes).to.deep.equal([{ path: "arn", old: "x", new: "[unknown]" }]);
    });

    it("cut long values to where they differ", () => {
        const pair = valuePair({ path: "p", old: `${"a".repeat(200)}1`, new: `${"a".repeat(200)}2` }, 40);
        expect(pair.old)
            .to.match(/^…a+1"$/)
            .and.to.have.lengthOf.at.most(42);
        expect(pair.new).to.match(/^…a+2"$/);
        expect(valuePair({ path: "p", new: 1 })).to.deep.equal({ path: "p", old: "(none)", new: "1" });
    });
});

describe("the preview with --base", function () {
    this.timeout(120_000);
    const usual = process.env["TMPDIR"];
    let project: ScratchProject;
    /** Where the copies are made: nobody else's are in it. */
    let copies: string;
    beforeEach(() => {
        project = new ScratchProject();
        project.commit("first");
        copies = mkdtempSync(join(tmpdir(), "strata-test-"));
        process.env["TMPDIR"] = copies;
    });
    afterEach(() => {
        if (usual === undefined) delete process.env["TMPDIR"];
        else process.env["TMPDIR"] = usual;
        const left = [...readdirSync(copies), ...(project.files(".git/worktrees") ?? [])];
        rmSync(copies, { recursive: true });
        project.remove();
        expect(left).to.be.empty;
    });

    it("prints what changed since that commit, writes it, and leaves no copy behind", async () => {
        project.replace("Pulumi.local.yaml", "tag: v1.2.0", "tag: v9.9.9");
        const { code, stdout, stderr } = await project.preview("local", "--base", "HEAD");
        expect(stderr).to.equal("");
        expect(stdout).to.match(/^Changes since HEAD \([0-9a-f]{7}\): 1 replaced, 10 changed$/m);
        expect(code).to.equal(0);
        const written = JSON.parse(project.read("out/local/changes.json")) as { readonly comparison: Comparison };
        expect(written.comparison.changed).to.have.lengthOf(10);
        expect(project.read("out/local/report.html")).to.include('<section id="changes">');
        expect(project.files("node_modules/@pulumi/pulumi"), "what the link pointed to").to.not.be.empty;
    });

    it("keeps its JSON document as it is, and writes no changes without a base", async () => {
        const { stdout } = await project.preview("local", "--json", "--base", "HEAD");
        expect(Object.keys(JSON.parse(stdout) as object)).to.not.include("changes");
        expect(project.files("out/local")).to.include.members(["changes.json", "diagram.svg", "report.html"]);
        await project.preview("local");
        expect(project.files("out/local")).to.not.include("changes.json");
    });

    it("refuses what names no commit: exit 2, nothing written", async () => {
        const { code, stdout, stderr } = await project.preview("local", "--base", "no-such");
        expect(stderr).to.match(/^command line: 1 problem\n {2}--base: "no-such" is no commit of this repository/);
        expect(stdout).to.equal("");
        expect(code).to.equal(2);
        expect(project.files("out")).to.equal(undefined);
    });

    it("says that the stack is new where the commit has none of it", async () => {
        project.writeStack("local2", "local", {});
        const { code, stdout } = await project.preview("local2", "--base", "HEAD");
        expect(stdout).to.match(/^note: HEAD \(\w+\) has no stack local2: everything is new$/m);
        expect(stdout).to.match(/^Changes since HEAD \(\w+\): \d+ created$/m);
        expect(code).to.equal(0);
    });

    it("says what the program of that commit fails with, and goes on", async () => {
        const good = project.read("systems/index.ts");
        project.replace(
            "systems/index.ts",
            "= { pms };",
            "= { get pms(): never { throw new Error('broken then'); } };",
        );
        project.commit("broken");
        project.write("systems/index.ts", good);
        const { code, stdout } = await project.preview("local", "--base", "HEAD");
        expect(stdout).to.match(/^note: the program of HEAD \(\w+\) fails: broken then$/m);
        expect(stdout).to.match(/^clean: /m);
        expect(code).to.equal(0);
        expect(JSON.parse(project.read("out/local/changes.json"))).to.have.property("comparison", null);
    });

    it("says that dependencies have changed, and compares all the same", async () => {
        project.write("package-lock.json", "{}");
        const { stdout } = await project.preview("local", "--base", "HEAD");
        expect(stdout).to.match(/^note: dependencies have changed/m);
        expect(stdout).to.match(/^Changes since HEAD \(\w+\): none$/m);
    });

    it("leaves no copy behind when its own input is bad", async () => {
        project.replace("Pulumi.local.yaml", "environment: local", "environment: locl");
        const { code } = await project.preview("local", "--base", "HEAD");
        expect(code).to.equal(2);
        expect(project.files("out")).to.equal(undefined);
    });
});
