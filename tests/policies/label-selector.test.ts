/** Selectors against labels, with what is not known yet told apart. */
import { expect } from "chai";
import { parse } from "yaml";
import {
    demandedPairs,
    labelSelector,
    matchesLabels,
    pairSelector,
    showSelector,
    type Match,
} from "../../policies/model/label-selector.ts";
import { matchesNamespace } from "../../policies/model/namespace.ts";
import { stackOf } from "../../policies/model/stack.ts";
import { subjectsOf } from "../../policies/model/subject.ts";
import { UNKNOWN } from "../../policies/unknown.ts";
import { resources } from "./manifests.ts";

const unknownTag = { tag: "!unknown", resolve: () => UNKNOWN };
const read = (yaml: string): unknown => parse(yaml, { customTags: [unknownTag] });

describe("label selectors", () => {
    const cases: readonly (readonly [selector: string, labels: string, match: Match])[] = [
        ["{}", "{ app: web }", "yes"],
        ["{}", "null", "yes"],
        ["{}", "!unknown", "yes"],
        ["null", "{ app: web }", "no"],
        ["!unknown", "{ app: web }", "unknown"],
        ["{ matchLabels: { app: web } }", "{ app: web, tier: front }", "yes"],
        ["{ matchLabels: { app: web, tier: back } }", "{ app: web, tier: front }", "no"],
        ["{ matchLabels: { app: web } }", "null", "no"],
        ["{ matchLabels: { app: web } }", "!unknown", "unknown"],
        ["{ matchLabels: { app: web } }", "{ app: !unknown }", "unknown"],
        ["{ matchLabels: { app: !unknown } }", "{ app: web }", "unknown"],
        ["{ matchLabels: { app: !unknown } }", "{ tier: front }", "no"],
        ["{ matchLabels: { app: !unknown, tier: back } }", "{ app: web, tier: front }", "no"],
        ["{ matchLabels: !unknown }", "{ app: web }", "unknown"],
        ["{ matchLabels: { on: 'true' } }", "{ on: true }", "yes"],
        ["{ matchExpressions: [{ key: app, operator: In, values: [api, web] }] }", "{ app: web }", "yes"],
        ["{ matchExpressions: [{ key: app, operator: In, values: [api] }] }", "{ app: web }", "no"],
        ["{ matchExpressions: [{ key: app, operator: In, values: [api, !unknown ] }] }", "{ app: web }", "unknown"],
        ["{ matchExpressions: [{ key: app, operator: In, values: [web, !unknown ] }] }", "{ app: web }", "yes"],
        ["{ matchExpressions: [{ key: app, operator: In, values: !unknown }] }", "{ app: web }", "unknown"],
        ["{ matchExpressions: [{ key: app, operator: In, values: !unknown }] }", "{}", "no"],
        ["{ matchExpressions: [{ key: app, operator: NotIn, values: [web] }] }", "{ app: web }", "no"],
        ["{ matchExpressions: [{ key: app, operator: NotIn, values: [api] }] }", "{ app: web }", "yes"],
        ["{ matchExpressions: [{ key: app, operator: NotIn, values: [web] }] }", "{}", "yes"],
        ["{ matchExpressions: [{ key: app, operator: NotIn, values: !unknown }] }", "{ app: web }", "unknown"],
        ["{ matchExpressions: [{ key: app, operator: Exists }] }", "{ app: web }", "yes"],
        ["{ matchExpressions: [{ key: app, operator: Exists }] }", "{}", "no"],
        ["{ matchExpressions: [{ key: app, operator: Exists }] }", "{ app: !unknown }", "unknown"],
        ["{ matchExpressions: [{ key: app, operator: DoesNotExist }] }", "{ app: web }", "no"],
        ["{ matchExpressions: [{ key: app, operator: DoesNotExist }] }", "{}", "yes"],
        ["{ matchExpressions: [{ key: app, operator: Near }] }", "{ app: web }", "no"],
        ["{ matchExpressions: [ !unknown ] }", "{ app: web }", "unknown"],
        ["{ matchExpressions: !unknown }", "{ app: web }", "unknown"],
        ["{ matchLabels: { tier: back }, matchExpressions: !unknown }", "{ app: web }", "no"],
    ];
    for (const [selector, labels, match] of cases) {
        it(`${selector} on ${labels}: ${match}`, () => {
            expect(matchesLabels(labelSelector(read(selector)), read(labels))).to.equal(match);
        });
    }

    it("of Services are pairs, and select nothing when there are none", () => {
        expect(matchesLabels(pairSelector({ app: "web" }), { app: "web" })).to.equal("yes");
        expect(matchesLabels(pairSelector({ app: "web" }), { app: "api" })).to.equal("no");
        expect(matchesLabels(pairSelector({}), { app: "web" })).to.equal("no");
        expect(matchesLabels(pairSelector(undefined), { app: "web" })).to.equal("no");
        expect(matchesLabels(pairSelector(UNKNOWN), { app: "web" })).to.equal("unknown");
    });

    it("name the pairs that all they select must have", () => {
        const pairsOf = (yaml: string) => demandedPairs(labelSelector(read(yaml)));
        const [web, back] = [
            ["app", "web"],
            ["tier", "back"],
        ];
        expect(pairsOf("{ matchLabels: { app: !unknown , tier: back } }")).to.deep.equal([back]);
        expect(pairsOf("{ matchLabels: { app: web, tier: back } }")).to.deep.equal([web, back]);
        expect(pairsOf("{ matchExpressions: [{ key: app, operator: In, values: [web] }] }")).to.deep.equal([web]);
        expect(pairsOf("{ matchExpressions: [{ key: app, operator: In, values: [web, api] }] }")).to.deep.equal([]);
        expect(pairsOf("{ matchExpressions: [{ key: app, operator: NotIn, values: [web] }] }")).to.deep.equal([]);
        expect(pairsOf("{ matchExpressions: [{ key: app, operator: In, values: !unknown }] }")).to.deep.equal([]);
    });

    it("are shown in one line", () => {
        const shown = (yaml: string) => showSelector(labelSelector(read(yaml)));
        expect(shown("{}")).to.equal("everything");
        expect(shown("{ matchLabels: { app: web, tier: !unknown } }")).to.equal("app=web, tier=…");
        expect(
            shown(
                "{ matchExpressions: [{ key: a, operator: In, values: [b, c] }, { key: d, operator: NotIn, values: [e] }, { key: f, operator: Exists }, { key: g, operator: DoesNotExist }, { key: h, operator: In, values: !unknown }] }",
            ),
        ).to.equal("a in (b, c), d not in (e), f, !g, h=…");
    });

    it("of namespaces know the name of every namespace, and the labels of those that the stack makes", () => {
        const stack = stackOf(
            resources("{ apiVersion: v1, kind: Namespace, metadata: { name: shop, labels: { team: a } } }").flatMap(
                subjectsOf,
            ),
        );
        const match = (selector: string, name: string) =>
            matchesNamespace(stack, labelSelector(read(selector)), "", name);
        expect(match("{ matchLabels: { kubernetes.io/metadata.name: shop } }", "shop")).to.equal("yes");
        expect(match("{ matchLabels: { kubernetes.io/metadata.name: shop } }", "other")).to.equal("no");
        expect(match("{ matchLabels: { team: a } }", "shop")).to.equal("yes");
        expect(match("{ matchLabels: { team: b } }", "shop")).to.equal("no");
        expect(match("{ matchLabels: { team: a } }", "other")).to.equal("unknown");
        expect(match("{}", "other")).to.equal("yes");
    });
});
