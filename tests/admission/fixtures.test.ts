/** The cases of the rules, judged by a real API server: both enforcers must agree on each. */
import { expect } from "chai";
import type { AdmissionPolicy } from "../../policies/admission/admission-policies.ts";
import { certManager } from "../../policies/admission/matched.ts";
import { at, type Fields } from "../../policies/read.ts";
import { rules } from "../../policies/rules/index.ts";
import { Addresses, type Address } from "./addresses.ts";
import { ApiServer, type Answer, type Caller } from "./api-server.ts";
import { namespaceOf } from "./complete.ts";
import { groups, type Group, type Sent } from "./cases.ts";
import { create, createParameters, install, untilInForce } from "./installed.ts";
import { createKinds } from "./kinds.ts";

type Outcome = Sent["expected"] | "not taken";

/** What became of an object, as far as the rule goes; "not taken" by the API server's own checks. */
function outcomeOf({ rule }: Sent, { status, body, warnings }: Answer): Outcome {
    const names = (text = ""): boolean => text.includes(` denied request: ${rule}: `) || text.includes(`: ${rule}: `);
    if (status >= 400) return names(body.message) ? "refuse" : "not taken";
    return warnings.some(names) ? "warn" : "let in";
}

const isMatched = (policies: readonly AdmissionPolicy[], { group, resource }: Address): boolean =>
    policies.some(({ rules }) =>
        rules.some(({ apiGroups, resources }) => apiGroups.includes(group) && resources.includes(resource)),
    );

interface Judged {
    readonly sent: Sent;
    readonly answer: Answer;
    readonly outcome: Outcome;
}

describe("the rules in the API server", () => {
    let server: ApiServer;
    let judged: readonly Judged[];

    before(async () => {
        server = await ApiServer.start();
        await createKinds(server);
        const all = await groups();
        const namespaces = new Set(all.flatMap(({ sent }) => sent.map(({ object }) => namespaceOf(object))));
        await Promise.all([...namespaces].map((name) => create(server, "/api/v1/namespaces", { metadata: { name } })));
        await createParameters(server, {});
        for (const { policies, label } of all) {
            for (const policy of policies)
                await install(server, { policy, label, scope: { exempt: ["kube-system"], charts: [] } });
        }
        await untilInForce(server);
        judged = await judgeAll(server, all);
    });

    after(async () => {
        await server.stop();
    });

    it("refuse, warn of and let in the same objects", () => {
        const counts: Record<Outcome, number> = { refuse: 0, warn: 0, "let in": 0, "not taken": 0 };
        const differences = judged.flatMap(({ sent, answer, outcome }) => {
            counts[outcome]++;
            if (outcome === sent.expected) return [];
            // What the API server itself refuses is in no cluster, whatever the rule says of it.
            if (outcome === "not taken") return [];
            const { rule, title, expected, messages } = sent;
            const said = [answer.body.message, ...answer.warnings].join(" ");
            return [`${rule}: ${title}: ${outcome} instead of ${expected} (${messages.join("; ")}): ${said}`];
        });
        console.log(
            `      ${counts.refuse} refused, ${counts.warn} warned of, ${counts["let in"]} let in, ` +
                `${counts["not taken"]} that are no objects of Kubernetes`,
        );
        expect(differences.join("\n")).to.equal("");
    });

    it("speak for each rule: something is found, something is let in", () => {
        const byRule = Map.groupBy(judged, ({ sent }) => sent.rule);
        const spoken = rules.filter((rule) => rule.ready("prod", undefined, "2026-06-01").cel !== undefined);
        for (const { name } of spoken) {
            const outcomes = (byRule.get(name) ?? []).map(({ outcome }) => outcome);
            expect(outcomes.includes("refuse") || outcomes.includes("warn"), name).to.equal(true);
            expect(outcomes, name).to.include("let in");
        }
    });
});

/** Solvers are made by cert-manager: from anybody else the label means nothing. */
function callerOf(object: Fields): Caller | undefined {
    const isSolver = at(object, "metadata", "labels", "acme.cert-manager.io/http01-solver") === "true";
    return isSolver ? { user: certManager, group: "system:masters" } : undefined;
}

async function judgeAll(server: ApiServer, all: readonly Group[]): Promise<Judged[]> {
    const addresses = new Addresses(server);
    const judged = await Promise.all(
        all.flatMap(({ policies, sent }) =>
            sent.map(async (each): Promise<Judged[]> => {
                const address = await addresses.of(each.object);
                if (address === undefined || !isMatched(policies, address)) return [];
                const answer = await server.dryRun(address.path, each.object, callerOf(each.object));
                return [{ sent: each, answer, outcome: outcomeOf(each, answer) }];
            }),
        ),
    );
    return judged.flat();
}
