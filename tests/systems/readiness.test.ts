/** What shows that something is ready to be used: the gates of add-ons, and the conditions of custom resources. */
import { expect } from "chai";
import { needsOf, type AddOn } from "../../components/platform/add-on.ts";
import { loadAddOns } from "../../components/platform/registry.ts";
import { judge } from "../../components/platform/waves.ts";
import type { RecordedResource } from "../../preview/recording.ts";
import { Ancestry } from "../../preview/report/ancestry.ts";
import { recordEveryAddOn } from "../support/every-add-on.ts";
import type { RecordedStack } from "../support/recorded-stack.ts";
import { record, stacks, type StackName } from "../support/stacks.ts";
import { builtInGroups } from "../support/kubernetes.ts";
import { read } from "../support/values.ts";

const variants: readonly (readonly [string, (stack: StackName) => Promise<RecordedStack>])[] = [
    ["", record],
    [" with every add-on", recordEveryAddOn],
];

/** What the status of a kind says, by `group/Kind`: what is waited for, or why nothing is. */
const conditions: Readonly<Record<string, { readonly waitFor: string } | { readonly none: string }>> = {
    "actions.github.com/AutoscalingRunnerSet": { none: "its status counts runners, and none is a good number" },
    "argoproj.io/AppProject": { none: "its status holds tokens only" },
    "argoproj.io/Application": { none: "Argo CD delivers in its own time: its health is watched, not waited for" },
    "cert-manager.io/Certificate": { waitFor: "condition=Ready" },
    "cert-manager.io/ClusterIssuer": { waitFor: "condition=Ready" },
    "elbv2.k8s.aws/IngressClassParams": { none: "its status is empty" },
    "external-secrets.io/ClusterSecretStore": { waitFor: "condition=Ready" },
    "external-secrets.io/ExternalSecret": { waitFor: "condition=Ready" },
    "generators.external-secrets.io/Password": { none: "it has no status" },
    "karpenter.k8s.aws/EC2NodeClass": { waitFor: "condition=Ready" },
    "karpenter.sh/NodePool": { waitFor: "condition=Ready" },
    "keda.sh/ScaledObject": { waitFor: "condition=Ready" },
    "monitoring.coreos.com/AlertmanagerConfig": { none: "the operator writes its bindings behind a feature gate" },
    "monitoring.coreos.com/PodMonitor": { none: "the operator writes its bindings behind a feature gate" },
    "monitoring.coreos.com/Probe": { none: "the operator writes its bindings behind a feature gate" },
    "monitoring.coreos.com/PrometheusRule": { none: "the operator writes its bindings behind a feature gate" },
    "monitoring.coreos.com/ServiceMonitor": { none: "the operator writes its bindings behind a feature gate" },
    "policy.linkerd.io/AuthorizationPolicy": { none: "its status is empty" },
    "policy.linkerd.io/MeshTLSAuthentication": { none: "its status is empty" },
    "policy.linkerd.io/NetworkAuthentication": { none: "its status is empty" },
    "policy.linkerd.io/Server": { none: "its status is empty" },
    "traefik.io/Middleware": { none: "its status is empty" },
    "traefik.io/TLSOption": { none: "its status is empty" },
    "trust.cert-manager.io/Bundle": { waitFor: "condition=Synced" },
};

/** Not waited for although they could be: kind and logical name without its site, and why. */
const later: Readonly<Record<string, string>> = {
    "ExternalSecret runners": "somebody puts the credentials of the runners into the store when the stack is there",
};

describe("readiness", () => {
    for (const stack of stacks) {
        for (const [variant, run] of variants) {
            it(`of custom resources is waited for where their status tells it, on ${stack}${variant}`, async () => {
                const resources = (await run(stack)).resources.filter(isCustomKind);
                expect(resources).to.not.be.empty;
                for (const { name, inputs } of resources) {
                    const kind = `${String(inputs["apiVersion"]).split("/")[0] ?? ""}/${String(inputs["kind"])}`;
                    const condition = conditions[kind];
                    expect(condition, `${name}: say for ${kind} what is waited for, or why nothing is`).to.exist;
                    const waits = !(`${String(inputs["kind"])} ${name.replace(/^[^-]+-/, "")}` in later);
                    const expected =
                        waits && condition !== undefined && "waitFor" in condition ? condition.waitFor : undefined;
                    const found = read(inputs, "metadata.annotations[pulumi.com/waitFor]");
                    expect(found, `${name} (${kind})`).to.equal(expected);
                }
            });

            it(`of an add-on is a resource that who needs it waits for, on ${stack}${variant}`, async () => {
                const recorded = await run(stack);
                let edges = 0;
                const sites = recorded.ofType("strata:index:Site");
                const addOns = await loadAddOns();
                for (const [site, addOn] of sites.flatMap((each) => addOns.map((addOn) => [each, addOn] as const))) {
                    const parts = partsOf(recorded, site.name);
                    const own = parts(addOn.name);
                    for (const need of own.length === 0 ? [] : allNeeds(addOn, stack)) {
                        const needed = parts(need);
                        if (needed.length === 0) continue;
                        edges++;
                        const title = `${addOn.name} needs ${need}`;
                        const urns = new Set(needed.map(({ urn }) => urn));
                        const named = [...own, recorded.one("strata:index:AddOn", `${site.name}-${addOn.name}`)];
                        const gates = named.flatMap(({ options }) => options.dependsOn.filter((urn) => urns.has(urn)));
                        expect(gates, title).to.not.be.empty;
                        for (const gate of gates) expect(recorded.byUrn(gate).custom, `${title}: ${gate}`).to.be.true;
                        // Nothing that runs starts before all that runs there: on the way back it ends before.
                        for (const later of own.filter(isRelease)) {
                            for (const earlier of needed.filter(isRelease))
                                expect(recorded.comesBefore(earlier, later), `${title}: ${earlier.name}`).to.be.true;
                        }
                    }
                }
                expect(edges).to.be.greaterThan(3);
            });
        }
    }
});

const isRelease = ({ type }: RecordedResource): boolean => type === "kubernetes:helm.sh/v3:Release";

function isCustomKind({ type, inputs }: RecordedResource): boolean {
    const group = String(inputs["apiVersion"]).split("/")[0] ?? "";
    return type.startsWith("kubernetes:") && group.includes(".") && !builtInGroups.includes(group);
}

/** Those that it names, and the policies, which judge whatever has pods. */
function allNeeds(addOn: AddOn, stack: StackName): readonly string[] {
    const named = needsOf(addOn, stack === "local" ? "context" : "eks");
    return addOn.requests === undefined ? named : [...named, judge];
}

/** By the name of an add-on: what a provider makes for it on a site. */
function partsOf(recorded: RecordedStack, site: string): (name: string) => readonly RecordedResource[] {
    const { resources } = recorded;
    const ancestry = new Ancestry(resources);
    const components = recorded.ofType("strata:index:AddOn");
    return (addOn) => {
        const component = components.find(({ name }) => name === `${site}-${addOn}`);
        if (component === undefined) return [];
        return resources.filter((resource) => resource.custom && ancestry.isBelow(resource, component));
    };
}
