import { z } from "zod";
import { isWorld } from "../model/address-range.ts";
import { contains, METADATA_RANGES } from "../model/metadata-service.ts";
import {
    DIRECTIONS,
    FIELDS,
    isDnsOnly,
    trafficRules,
    type Direction,
    type TrafficRule,
} from "../model/network-policy.ts";
import { networkPolicies } from "../model/selected.ts";
import { texts } from "../options.ts";
import { at, isFields, isPresent, items, show, text, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { specSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const NAMED: Readonly<Record<Direction, string>> = {
    Ingress: specSnippet(
        "ingress:\n  - from: [{ podSelector: { matchLabels: { app: web } } }]\n    ports: [{ port: 8080, protocol: TCP }]",
    ),
    Egress: specSnippet(
        "egress:\n  - to: [{ podSelector: { matchLabels: { app: database } } }]\n    ports: [{ port: 5432, protocol: TCP }]",
    ),
};

interface Judged extends TrafficRule {
    readonly direction: Direction;
    readonly verdict: Verdict;
    /** Where the world may come in, by the ports that the rule names. */
    readonly edge: boolean;
}

/** A rule without other ends is about all of them. */
function judgeEverywhere({ path, ports, direction, verdict, edge }: Judged, remedy: string): void {
    if (ports === UNKNOWN) {
        verdict.unknown(`${path}.ports`);
        return;
    }
    const { peers } = FIELDS[direction];
    const [all, some] =
        direction === "Ingress"
            ? ["lets everything in from everywhere", "lets in from everywhere"]
            : ["lets everything out to everywhere", "lets out to everywhere"];
    if (ports.length === 0) verdict.bad({ message: `${path} ${all}: it names no ${peers} and no ports`, remedy });
    else if (!edge && !(direction === "Egress" && isDnsOnly(ports)))
        verdict.bad({ message: `${path}.${peers} is not set: it ${some}`, remedy });
}

function judgeRange(rule: Judged, peer: unknown, path: string): void {
    const { direction, ports, verdict, edge } = rule;
    const range = text(at(peer, "ipBlock", "cidr"));
    const except = at(peer, "ipBlock", "except");
    if (range === UNKNOWN) verdict.unknown(`${path}.ipBlock.cidr`);
    if (typeof range !== "string") return;
    const everywhere = isWorld(range);
    const allPorts = ports !== UNKNOWN && ports.length === 0;
    if (everywhere && (direction === "Ingress" ? !edge || allPorts : allPorts))
        verdict.bad({
            message: `${path}.ipBlock.cidr is ${show(range)}: ${direction === "Ingress" ? "the world comes in" : "the world is reached, on every port"}`,
            remedy: NAMED[direction],
        });
    if (direction === "Ingress") return;
    if (except === UNKNOWN) verdict.unknown(`${path}.ipBlock.except`);
    const excepted = items(except).map((each) => textOr(each));
    if (except === UNKNOWN) return;
    for (const metadata of METADATA_RANGES) {
        if (!contains(range, metadata) || excepted.some((each) => contains(each, metadata))) continue;
        verdict.bad({
            message: `${path}.ipBlock.cidr is ${show(range)} and does not except ${metadata}: pods reach the credentials of their node`,
            remedy: specSnippet(
                `egress:\n  - to:\n      - ipBlock:\n          cidr: ${range}\n          except: ["${metadata}"]`,
            ),
        });
    }
}

function judgePeer(rule: Judged, peer: unknown, path: string): void {
    const { direction, ports, verdict } = rule;
    if (peer === UNKNOWN) {
        verdict.unknown(path);
        return;
    }
    const namespaces = at(peer, "namespaceSelector");
    const anyNamespace = isFields(namespaces) && Object.keys(namespaces).length === 0;
    if (!["ipBlock", "namespaceSelector", "podSelector"].some((field) => isPresent(at(peer, field))))
        verdict.bad({ message: `${path} is empty: it names nobody in particular`, remedy: NAMED[direction] });
    else if (
        direction === "Ingress" &&
        anyNamespace &&
        !isPresent(at(peer, "podSelector")) &&
        ports !== UNKNOWN &&
        ports.length === 0
    )
        verdict.bad({
            message: `${path}.namespaceSelector is {}: every pod of the cluster comes in, on every port`,
            remedy: NAMED[direction],
        });
    judgeRange(rule, peer, path);
}

function judgeRule(rule: Judged): void {
    const { path, peers, direction, verdict } = rule;
    const field = FIELDS[direction].peers;
    if (peers === UNKNOWN) verdict.unknown(`${path}.${field}`);
    else if (peers.length === 0) judgeEverywhere(rule, NAMED[direction]);
    else for (const [index, peer] of peers.entries()) judgePeer(rule, peer, `${path}.${field}[${index}]`);
}

export const rule = defineRule({
    name: "k8s-network-policy-not-open",
    title: "NetworkPolicies name whom they let through",
    rationale: "A policy that lets everybody through looks like one that does not.",
    levels: { dev: "advisory", staging: "advisory", prod: "mandatory" },
    options: () =>
        z.strictObject({
            /** Namespaces of ingress controllers: from everywhere is what they are for, by ports. */
            edgeNamespaces: texts.default(["traefik", "ingress-nginx"]),
        }),
    types: [networkPolicies.pattern],
    check(subject, verdict, { options }) {
        const edge = options.edgeNamespaces.includes(textOr(subject.kube?.namespace));
        for (const direction of DIRECTIONS) {
            const rules = trafficRules(subject, direction);
            if (rules === UNKNOWN) verdict.unknown(`spec.${FIELDS[direction].rules}`);
            else
                for (const rule of rules)
                    judgeRule({ ...rule, direction, verdict, edge: edge && direction === "Ingress" });
        }
    },
});
