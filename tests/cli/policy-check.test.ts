/** `strata policy check`: what it judges, says and ends with. */
import { expect } from "chai";
import { ScratchProject, type Outcome } from "../support/project.ts";
import { bare, good, latest, type Row } from "./policy-manifests.ts";

describe("strata policy check", function () {
    this.timeout(60_000);
    const project = new ScratchProject();
    after(() => {
        project.remove();
    });

    const check = (...args: readonly string[]): Promise<Outcome> => project.strata(["policy", "check", ...args]);
    const piped = (input: string, ...args: readonly string[]): Promise<Outcome> =>
        project.strata(["policy", "check", ...args, "-"], process.env, input);

    async function rowsOf(run: Promise<Outcome>): Promise<readonly Row[]> {
        const { stdout, stderr } = await run;
        expect(stderr).to.equal("");
        return JSON.parse(stdout) as readonly Row[];
    }

    it("finds nothing in what is right: exit 0", async () => {
        project.write("good.yaml", good);
        const { code, stdout, stderr } = await check("good.yaml");
        expect(stderr).to.equal("");
        expect(stdout).to.match(
            /^clean: 1 object in 1 file, \d+ rules at the levels of prod: 0 mandatory, 0 advisory, 0 exempt\n$/,
        );
        expect(code).to.equal(0);
    });

    it("says file, object, rule, level, message and what to paste: exit 1", async () => {
        project.write("web.yaml", `# a comment\n---\n---\n${latest("shop")}`);
        const { code, stdout } = await check("web.yaml");
        expect(stdout).to.match(/^web\.yaml\n {2}Deployment shop\/web {2}document 1, line 4\n/);
        expect(stdout).to.match(
            /\n {4}mandatory {2}k8s-memory-limits {2}container "web" has no memory limit\n {8}containers:\n {10}- name: web\n {12}resources:\n/,
        );
        expect(stdout).to.match(/\nrefused: 1 object in 1 file, .+: \d+ mandatory, /);
        expect(stdout, "colours are for terminals").to.not.include("\u001b[");
        expect(code).to.equal(1);
    });

    it("prints one array with --json, its rows with these fields and the path as given", async () => {
        project.write("many/deep/er/web.yml", `---\n---\n${latest("shop")}---\n${latest("pay")}`);
        const rows = await rowsOf(check("--json", "./many/deep/er/web.yml"));
        const pinned = rows.filter(({ rule }) => rule === "k8s-image-pinned");
        expect(pinned).to.deep.equal(
            [
                [1, "shop"],
                [2, "pay"],
            ].map(([doc, namespace]) => ({
                file: "./many/deep/er/web.yml",
                doc,
                apiVersion: "apps/v1",
                kind: "Deployment",
                namespace,
                name: "web",
                rule: "k8s-image-pinned",
                level: "mandatory",
                outcome: "fail",
                message: pinned[0]?.message,
                exempt: false,
            })),
        );
        expect(Object.keys(rows[0] ?? {}).join()).to.equal(
            "file,doc,apiVersion,kind,namespace,name,rule,level,outcome,message,exempt",
        );
        expect(await rowsOf(check("--json", "good.yaml"))).to.deep.equal([]);
    });

    it("takes folders with all that is below them, but for node_modules, by name", async () => {
        project.write("many/b.json", JSON.stringify({ ...bare("b"), spec: {} }));
        project.write("many/.hidden/a.yaml", latest("hidden"));
        project.write("many/node_modules/x.yaml", "no: manifest");
        project.write("many/notes.txt", "no manifest");
        const rows = await rowsOf(check("--json", "many/"));
        expect([...new Set(rows.map(({ file }) => file))]).to.deep.equal([
            "many/.hidden/a.yaml",
            "many/b.json",
            "many/deep/er/web.yml",
        ]);
    });

    it("reads standard input, and a chart's output from it", async () => {
        const rendered = `---\n# Source: web/templates/deployment.yaml\n${latest("shop")}`;
        const rows = await rowsOf(piped(rendered, "--json"));
        expect(rows.find(({ rule }) => rule === "k8s-image-pinned")).to.include({ file: "-", doc: 0, name: "web" });
    });

    it("judges with the levels of --env", async () => {
        for (const [env, level] of [
            ["dev", "advisory"],
            ["local", "advisory"],
            ["staging", "mandatory"],
            ["dr", "mandatory"],
        ] as const) {
            const rows = await rowsOf(check("--json", "--env", env, "web.yaml"));
            expect(rows.find(({ rule }) => rule === "k8s-image-pinned")?.level, env).to.equal(level);
        }
    });

    it("judges each document alone, and those of a file together with --bundle", async () => {
        const host = "hosts: [www.example.com], secretName: web";
        const ingress = (name: string, secret: string): string =>
            `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: ${name}, namespace: shop }\nspec: { tls: [{ ${host.replace("web", secret)} }], rules: [{ host: www.example.com }] }\n`;
        project.write("twice.yaml", `${ingress("a", "web")}---\n${ingress("b", "other")}`);
        const clashes = (rows: readonly Row[]): readonly Row[] =>
            rows.filter(({ rule }) => rule === "k8s-ingress-tls-hosts");
        expect(clashes(await rowsOf(check("--json", "twice.yaml")))).to.be.empty;
        const together = clashes(await rowsOf(check("--json", "--bundle", "twice.yaml")));
        expect(together.map(({ doc }) => doc)).to.include.members([1]);
        project.write("other.yaml", ingress("b", "other"));
        expect(clashes(await rowsOf(check("--json", "--bundle", "other.yaml", "good.yaml")))).to.be.empty;
    });

    it("judges resources of Pulumi in JSON, one or an array", async () => {
        const listener = (protocol: string) => ({
            type: "aws:lb/listener:Listener",
            props: { port: 443, protocol, defaultActions: [{ type: "forward" }] },
        });
        project.write("one.json", JSON.stringify(listener("HTTP")));
        project.write("array.json", JSON.stringify([bare("x"), { ...listener("HTTP"), name: "public" }]));
        const https = ({ rule }: Row): boolean => rule === "aws-lb-listener-https";
        const [one, second] = (await rowsOf(check("--json", "one.json", "array.json"))).filter(https);
        const same = { apiVersion: null, kind: "Listener", namespace: null, outcome: "fail" };
        expect(one).to.include({ ...same, file: "one.json", doc: 0, name: null });
        expect(second).to.include({ ...same, file: "array.json", doc: 1, name: "public" });
    });

    it("tells what is not known yet from what is wrong: the engine's mark and the preview's", async () => {
        for (const mark of ["04da6b54-80e4-46f7-96ec-b56ff0331ba9", "[unknown]"]) {
            const text = latest("shop").replace("nginx:latest", `"${mark}"`);
            const rows = (await rowsOf(piped(text, "--json"))).filter(({ rule }) => rule === "k8s-image-pinned");
            expect(rows, mark).to.have.lengthOf(1);
            expect(rows[0]).to.include({ outcome: "unknown", level: "advisory" });
        }
    });

    for (const [title, args, said] of [
        ["no path", [], "missing required argument 'path'"],
        [
            "another environment",
            ["--env", "prdo", "web.yaml"],
            "argument 'prdo' is invalid. Allowed choices are local,",
        ],
        ["another option", ["--jsno", "web.yaml"], "unknown option '--jsno'\n(Did you mean --json?)"],
    ] as const) {
        it(`refuses ${title}: exit 2`, async () => {
            const { code, stderr } = await check(...args);
            expect(stderr).to.include(said);
            expect(code).to.equal(2);
        });
    }
});
