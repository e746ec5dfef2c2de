/** The diagram says who talks to whom; it is held against the systems' data, from which it is not made. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { diagram, type Diagram } from "../../preview/report/diagram.ts";
import { dot, markup, quoted } from "../../preview/report/dot.ts";
import { isPeer, selects } from "../../preview/report/selectors.ts";
import { render, renderOnce } from "../../preview/report/svg.ts";
import type { RecordedResource, Recording } from "../../preview/recording.ts";
import { pms } from "../../systems/pms/system.ts";
import { record, runVariant } from "../support/stacks.ts";

const drawn = async (stack: "local" | "dev" | "prod"): Promise<Diagram> => diagram((await record(stack)).recording);

/** `frontend > api-gateway`, one-sided ones with an exclamation mark. */
function arrows({ sites, connections }: Diagram): readonly string[] {
    const names = new Map(
        sites.flatMap(({ systems, others }) =>
            [...systems.flatMap(({ workloads }) => workloads), ...others].map(({ id, name }) => [id, name] as const),
        ),
    );
    return connections.map(
        ({ from, to, oneSided }) => `${names.get(from) ?? from} > ${names.get(to) ?? to}${oneSided ? " !" : ""}`,
    );
}

/** The recording with some of its resources changed or, for undefined, gone. */
const changed = (
    recording: Recording,
    change: (resource: RecordedResource) => RecordedResource | undefined,
): Recording => ({ ...recording, resources: recording.resources.flatMap((resource) => change(resource) ?? []) });

const isPolicy = ({ type }: RecordedResource): boolean => type.endsWith(":NetworkPolicy");

describe("the diagram", () => {
    it("has an arrow for each call and each use of a store, and no other", async () => {
        const users = [...Object.entries(pms.services), ...Object.entries(pms.jobs)];
        const expected = [
            ...Object.entries(pms.services).flatMap(([name, { calls = [] }]) =>
                calls.map((call) => `${name} > ${call}`),
            ),
            ...users.flatMap(([name, { databases = [] }]) => databases.map(() => `${name} > database`)),
            ...users.flatMap(([name, { caches = [] }]) => caches.map(() => `${name} > redis`)),
        ];
        expect(expected).to.include("database-init > database");
        expect(arrows(await drawn("local"))).to.have.members(expected);
        expect(arrows(await drawn("dev"))).to.have.members([...expected, "database-backup > database"]);
    });

    it("shows what only one end allows as a mistake", async () => {
        const { recording } = await record("local");
        const deaf = changed(recording, (resource) =>
            isPolicy(resource) && resource.name === "local-pms-auth"
                ? {
                      ...resource,
                      inputs: { ...resource.inputs, spec: { ...Object(resource.inputs["spec"]), ingress: [] } },
                  }
                : resource,
        );
        const wrong = arrows(diagram(deaf)).filter((arrow) => arrow.endsWith("!"));
        expect(wrong).to.deep.equal(["api-gateway > auth !"]);
        expect(dot(diagram(deaf)).match(/class="one-sided"/g)).to.have.lengthOf(1);
    });

    it("takes a side without any policy for open", async () => {
        const { recording } = await record("local");
        const open = changed(recording, (resource) =>
            isPolicy(resource) && !["local-pms-frontend", "local-pms-allow-dns"].includes(resource.name)
                ? undefined
                : resource,
        );
        expect(arrows(diagram(open))).to.deep.equal(["frontend > api-gateway"]);
    });

    it("lets the world in at the load balancer on AWS, at Traefik elsewhere", async () => {
        const ways = async (stack: "local" | "dev"): Promise<unknown> =>
            (await drawn(stack)).sites.flatMap(({ entrances }) =>
                entrances.map(({ title, outside, routes }) => ({ title, outside, urls: routes.map(({ url }) => url) })),
            );
        expect(await ways("dev")).to.have.deep.members([
            { title: "Traefik", outside: false, urls: ["https://example.pms-dev.pms-platform.com"] },
            {
                title: "Application Load Balancer",
                outside: true,
                urls: ["https://api.dev.pms-platform.com", "https://app.dev.pms-platform.com"],
            },
        ]);
        expect(await ways("local")).to.deep.equal([
            {
                title: "Traefik",
                outside: false,
                urls: ["https://example.localhost", "https://api.pms.localhost", "https://app.pms.localhost"],
            },
        ]);
    });

    it("leads each host to the service that answers for it", async () => {
        const { sites } = await drawn("prod");
        const [site] = sites;
        const ids = new Map(site?.systems.flatMap(({ workloads }) => workloads).map(({ id, name }) => [id, name]));
        const behind = site?.entrances.flatMap(({ routes }) => routes.map(({ to }) => to.map((id) => ids.get(id))));
        expect(behind).to.deep.equal([["api-gateway"], ["frontend"]]);
    });

    it("says how many pods, which engine and how large, as each environment has it", async () => {
        const facts = async (stack: "local" | "dev" | "prod", wanted: string): Promise<readonly string[] | undefined> =>
            (await drawn(stack)).sites
                .flatMap(({ systems }) => systems.flatMap(({ workloads }) => workloads))
                .find(({ name }) => name === wanted)?.facts;
        expect(await facts("local", "database")).to.deep.equal(["postgres 17.6", "5Gi"]);
        expect(await facts("dev", "auth")).to.deep.equal(["1 pod"]);
        expect(await facts("prod", "auth")).to.deep.equal(["3–9 pods"]);
        expect(await facts("prod", "database")).to.deep.equal(["Aurora PostgreSQL 17.7"]);
        expect(await facts("prod", "redis")).to.deep.equal(["ElastiCache Redis 7.1"]);
    });

    it("names region, cluster, nodes and add-ons of the site", async () => {
        const [site] = (await drawn("dev")).sites;
        expect(site?.region).to.equal("us-east-1");
        expect(site?.cluster).to.equal("pms-dev (EKS, Kubernetes 1.35)");
        expect(site?.nodes).to.deep.equal(["general 2–4 × m5.large"]);
        expect(site?.addOns).to.include("cert-manager");
    });

    it("shows a store that a cloud runs beside the cluster", async () => {
        const [site] = (await drawn("dev")).sites;
        const stores = site?.systems[0]?.workloads.filter(({ namespace }) => namespace === undefined);
        expect(stores?.map(({ kind, name, facts }) => ({ kind, name, facts }))).to.have.deep.members([
            { kind: "database", name: "database", facts: ["Aurora PostgreSQL 17.7"] },
            { kind: "cache", name: "redis", facts: ["ElastiCache Redis 7.1"] },
        ]);
    });

    it("does not call the stack's own subnets a place outside", async () => {
        const { recording } = await record("dev");
        const own = recording.resources
            .filter(({ type }) => type === "aws:ec2/subnet:Subnet")
            .map(({ inputs }) => inputs["cidrBlock"]);
        expect(own).to.not.be.empty;
        expect((await drawn("dev")).outside.filter(({ cidr }) => own.includes(cidr))).to.be.empty;
    });

    it("leaves out the Jobs that wait for add-ons", async () => {
        const { recording } = await record("prod");
        const gates = recording.resources.filter(
            ({ type, name }) => type.endsWith(":Job") && name.endsWith("-readiness"),
        );
        expect(gates).to.have.length.above(2);
        const shown = (await drawn("prod")).sites.flatMap(({ systems, others }) =>
            [...systems.flatMap(({ workloads }) => workloads), ...others].map(({ id }) => id),
        );
        expect(gates.filter(({ urn }) => shown.includes(urn))).to.be.empty;
    });

    it("is the same after a second run", async () => {
        const again = await runVariant("dev");
        expect(dot(diagram(again.recording))).to.equal(dot(await drawn("dev")));
    });
});

describe("a selector", () => {
    const labels = { app: "auth", tier: "back" };
    for (const [text, selector, expected] of [
        ["without conditions", {}, true],
        ["with all labels", { matchLabels: { app: "auth", tier: "back" } }, true],
        ["with another value", { matchLabels: { app: "auth", tier: "front" } }, false],
        ["In", { matchExpressions: [{ key: "app", operator: "In", values: ["x", "auth"] }] }, true],
        ["NotIn", { matchExpressions: [{ key: "app", operator: "NotIn", values: ["auth"] }] }, false],
        ["Exists", { matchExpressions: [{ key: "zone", operator: "Exists" }] }, false],
        ["DoesNotExist", { matchExpressions: [{ key: "zone", operator: "DoesNotExist" }] }, true],
        ["with an operator nobody knows", { matchExpressions: [{ key: "app", operator: "Like" }] }, false],
    ] as const) {
        it(`${text} takes ${expected ? "them" : "them not"}`, () => {
            expect(selects(selector, labels)).to.equal(expected);
        });
    }

    const pods = { namespace: "pms", labels, namespaceLabels: { team: "web" } };
    const here = { podSelector: { matchLabels: { app: "auth" } } };
    for (const [text, peer, namespace, expected] of [
        ["by label in its own namespace", here, "pms", true],
        ["by label from another namespace", here, "other", false],
        [
            "by the namespace's name",
            { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "pms" } } },
            "x",
            true,
        ],
        ["by the namespace's own label", { namespaceSelector: { matchLabels: { team: "web" } }, ...here }, "x", true],
        [
            "by namespace and another label",
            { namespaceSelector: {}, podSelector: { matchLabels: { app: "b" } } },
            "x",
            false,
        ],
        ["by addresses", { ipBlock: { cidr: "0.0.0.0/0" } }, "pms", false],
    ] as const) {
        it(`as a peer, ${text}, ${expected ? "means" : "does not mean"} the pods`, () => {
            expect(isPeer(peer, namespace, pods)).to.equal(expected);
        });
    }
});

describe("the picture", () => {
    it("shows every workload by its name, and no text of a resource as markup", async () => {
        const { recording } = await record("local");
        const hostile = changed(recording, (resource) => ({
            ...resource,
            inputs: JSON.parse(
                JSON.stringify(resource.inputs).replaceAll("kind-strata", String.raw`<script>\"&\\`),
            ) as RecordedResource["inputs"],
        }));
        const svg = await render(dot(diagram(hostile)), 'a "quoted" <b>');
        expect(svg).to.include("&lt;script&gt;").and.not.include("<script");
        expect(svg).to.include('aria-label="a &quot;quoted&quot; &lt;b>"');
        for (const name of [...Object.keys(pms.services), "database", "redis"]) {
            expect(svg.replaceAll("&#45;", "-"), name).to.include(`>${name}</text>`);
        }
    });

    it("quotes for Graphviz and for its labels", () => {
        expect(quoted(String.raw`a "b" \n`)).to.equal(String.raw`"a \"b\" \\n"`);
        expect(markup('<a & "b">')).to.equal("&lt;a &amp; &quot;b&quot;&gt;");
    });

    it("has its own colours for the night", async () => {
        expect(await render("digraph { a }", "a")).to.include("@media (prefers-color-scheme: dark)");
    });

    it("is kept until it changes, and made anew when what was kept is broken", async () => {
        const folder = mkdtempSync(join(tmpdir(), "strata-test-"));
        try {
            const root = pathToFileURL(`${folder}/`);
            const first = await renderOnce(root, "x", "digraph { a }", "a");
            const file = join(folder, "node_modules/.cache/strata/diagram-x.json");
            expect(existsSync(file)).to.be.true;
            expect(await renderOnce(root, "x", "digraph { a }", "a")).to.equal(first);
            const other = await renderOnce(root, "x", "digraph { b }", "a");
            expect(other).to.include(">b</text>").and.not.include(">a</text>");
            writeFileSync(file, "{");
            expect(await renderOnce(root, "x", "digraph { a }", "a")).to.equal(first);
            expect(readdirSync(join(folder, "node_modules/.cache/strata"))).to.deep.equal(["diagram-x.json"]);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
