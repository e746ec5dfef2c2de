/** The report is one page that needs nothing beside itself and takes every text for text. */
import { expect } from "chai";
import type { PolicyFinding } from "../../policies/judge.ts";
import type { Changes } from "../../preview/diff/changes.ts";
import { previewDocument } from "../../preview/document.ts";
import { escapeHtml, html, Html } from "../../preview/report/html.ts";
import { page } from "../../preview/report/page.ts";
import type { Recording } from "../../preview/recording.ts";
import { record } from "../support/stacks.ts";

interface Options {
    readonly findings?: readonly PolicyFinding[];
    readonly changes?: Changes;
    readonly recording?: Recording;
    readonly durationMs?: number;
}

async function report({ findings = [], changes, durationMs = 1, ...options }: Options = {}): Promise<string> {
    const recording = options.recording ?? (await record("dev")).recording;
    const document = previewDocument(recording, findings, durationMs);
    return page({ recording, document, findings, rules: 37, picture: "<svg></svg>", changes });
}

const finding: PolicyFinding = {
    rule: "k8s-image-tag",
    level: "mandatory",
    outcome: "fail",
    urn: "urn:pulumi:dev::strata::strata:index:Site$kubernetes:apps/v1:Deployment::us-pms-auth",
    type: "kubernetes:apps/v1:Deployment",
    message: "container auth runs :latest",
    remedy: "image: pms-auth:v1.2.0\n",
    exempt: false,
};

/** Elements that are opened and not closed, or closed and not opened. */
function unbalanced(text: string): readonly string[] {
    const open: string[] = [];
    const wrong: string[] = [];
    for (const [, slash, name = ""] of text.matchAll(/<(\/?)([a-z][a-z0-9]*)(?:\s[^>]*)?>/g)) {
        if (["meta", "br"].includes(name)) continue;
        if (slash === "") open.push(name);
        else if (open.pop() !== name) wrong.push(name);
    }
    return [...wrong, ...open];
}

describe("the report", () => {
    it("has every element closed, with findings, changes and without", async () => {
        const comparison = {
            dangers: [],
            renames: [],
            created: [{ urn: "a", type: "a:b:C", name: "c" }],
            deleted: [],
            replaced: [],
            changed: [{ urn: "a", type: "a:b:C", name: "d", changes: [{ path: "x", old: 1, new: 2 }], replacedBy: [] }],
            reordered: [],
        };
        for (const options of [{}, { findings: [finding], changes: { since: "main", notes: ["n"], comparison } }]) {
            expect(unbalanced(await report(options))).to.deep.equal([]);
        }
    });

    it("loads nothing and runs nothing", async () => {
        const text = await report({ findings: [finding] });
        expect(text).to.not.match(/<(?:script|link|img|iframe|object)\b/i);
        expect(text).to.not.match(/\b(?:src|on\w+)=/i);
        expect(text).to.not.match(/href="(?!#)|url\(|@import/);
        expect(text).to.include(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    });

    it("takes every text for text", async () => {
        const { recording } = await record("dev");
        const hostile = `<img src=x onerror="alert('1')">&`;
        const text = await report({
            findings: [{ ...finding, message: hostile, remedy: hostile, rule: hostile }],
            changes: {
                since: hostile,
                notes: [hostile],
                comparison: {
                    dangers: [{ urn: hostile, type: hostile, name: hostile, action: "delete", reason: hostile }],
                    renames: [],
                    created: [{ urn: hostile, type: hostile, name: hostile }],
                    deleted: [],
                    replaced: [],
                    changed: [
                        {
                            urn: hostile,
                            type: hostile,
                            name: hostile,
                            changes: [{ path: hostile, old: hostile, new: hostile }],
                            replacedBy: [],
                        },
                    ],
                    reordered: [],
                },
            },
            recording: {
                ...recording,
                stack: hostile,
                resources: recording.resources.map((resource) => ({ ...resource, name: hostile, type: hostile })),
            },
        });
        expect(text).to.not.include("<img").and.not.include(`"alert`);
        expect(text.split("&lt;img").length).to.be.greaterThan(10);
    });

    it("says what stops the deployment, where and what to do", async () => {
        const text = await report({ findings: [finding] });
        expect(text).to.match(/<span class="verdict refused">\s*refused/);
        expect(text).to.include("us-pms-auth (Deployment)").and.include("container auth runs :latest");
        expect(text).to.include("<pre>image: pms-auth:v1.2.0</pre>");
        const clean = await report();
        expect(clean).to.match(/<span class="verdict clean">\s*clean/);
        expect(clean)
            .to.match(/None of the 37 rules/)
            .and.not.include("<pre>");
    });

    it("puts what stops a deployment before advice, and advice before what is exempt", async () => {
        const advisory = { ...finding, rule: "second", level: "advisory" } as const;
        const exemption = { rule: "third", resource: "*", reason: "moves in May", until: "2030-05-01", by: "ops" };
        const exempt = { ...finding, rule: "third", exempt: true, exemption };
        const text = await report({ findings: [exempt, advisory, finding] });
        const places = ["k8s-image-tag", "second", "third"].map((rule) => text.indexOf(`<code>${rule}</code>`));
        expect(places)
            .to.deep.equal(places.toSorted((a, b) => a - b))
            .and.not.include(-1);
        expect(text).to.include("moves in May; by ops until 2030-05-01");
    });

    it("counts every type and names what is of it", async () => {
        const { recording } = await record("dev");
        const rows = (await report())
            .slice((await report()).indexOf('id="types"'))
            .split("<tr>")
            .slice(2);
        const types = new Set(recording.resources.map(({ type }) => type));
        expect(rows).to.have.lengthOf(types.size);
        const row = rows.find((text) => text.includes("aws:s3/bucket:Bucket<"));
        expect(row).to.match(/<td class="number">3<\/td>/);
        expect(row).to.include("us-backups, us-logs, us-loki");
    });

    it("shows each component of the stack once in its tree", async () => {
        const { recording } = await record("dev");
        const text = await report();
        const tree = text.slice(text.indexOf('id="tree"'), text.indexOf('id="types"'));
        const components = recording.resources.filter(({ custom }) => !custom);
        // All but the stack itself.
        expect(tree.match(/<li/g)).to.have.lengthOf(components.length - 1);
        expect(tree).to.match(/<b>us-pms-auth<\/b> ServiceDeployment/);
    });

    it("speaks of changes only where there is something to compare with", async () => {
        expect(await report()).to.not.include("Changes");
        const changes = { since: "main (1234567)", notes: ["no stack there"], comparison: undefined };
        expect(await report({ changes }))
            .to.match(/Changes since main \(1234567\)/)
            .and.include("no stack there");
    });

    it("is the same however long it took", async () => {
        expect(await report({ durationMs: 12_345 })).to.equal(await report({ durationMs: 1 }));
    });
});

describe("a template", () => {
    it("takes text for text and HTML for HTML, also in lists", () => {
        expect(html`<p>${"<&>"}${3}${[html`<b>${'"'}</b>`, "'"]}</p>`.markup).to.equal(
            "<p>&lt;&amp;&gt;3<b>&quot;</b>&#39;</p>",
        );
        expect(html`${new Html("<i>")}`.markup).to.equal("<i>");
        expect(escapeHtml("a")).to.equal("a");
    });
});
