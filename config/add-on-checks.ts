/** Add-ons that are on without an option that has no default: a stack may leave every option out, of an add-on that is off. */
import type { AddOn } from "../components/platform/add-on.ts";
import { selectAddOns, type AddOnSettings } from "../components/platform/selection.ts";
import type { SystemSpec } from "../systems/spec.ts";
import type { Finding } from "./checks.ts";
import { describeIssue, explainIssue, showPath } from "./issues.ts";
import type { StackConfig } from "./schema.ts";

export function checkAddOnOptions(config: StackConfig, addOns: readonly AddOn[]): readonly Finding[] {
    return config.sites.flatMap(({ cluster, addOns: settings }, index) =>
        selectAddOns(addOns, { kind: cluster.kind, environment: config.environment }, settings).flatMap(
            ({ addOn, settings: options }) => {
                const issues = addOn.options.safeParse(options, { error: describeIssue }).error?.issues ?? [];
                return issues.flatMap(explainIssue).map(({ path, message }) => ({
                    path: showPath(["sites", index, "addOns", addOn.name, ...path]),
                    message,
                }));
            },
        ),
    );
}

/** Projects of Argo CD beside those of the systems: none takes the place of another or reaches into an add-on. */
export function checkProjects(
    config: StackConfig,
    addOns: readonly AddOn[],
    systems: Readonly<Record<string, SystemSpec>>,
): readonly Finding[] {
    const taken = new Map([
        ...["default", ...addOns.flatMap(({ namespaces }) => namespaces ?? [])].map(
            (namespace) => [namespace, "Kubernetes or an add-on"] as const,
        ),
        ...Object.values(systems).map(({ name, namespace }) => [namespace, `the system "${name}"`] as const),
    ]);
    return config.sites.flatMap((site, index) => {
        const settings: AddOnSettings = site.addOns;
        const projects = settings["argocd"]?.["projects"];
        if (typeof projects !== "object" || projects === null) return [];
        return Object.entries(projects as Readonly<Record<string, { namespaces: readonly string[] }>>).flatMap(
            ([name, { namespaces }]): readonly Finding[] => {
                const path = `strata:sites[${index}].addOns.argocd.projects.${name}`;
                const owner = name in systems ? "the system of that name" : "Argo CD itself";
                return [
                    ...(name === "default" || name in systems
                        ? [{ path, message: `the project belongs to ${owner}. Give it another name.` }]
                        : []),
                    ...namespaces.flatMap((namespace, place) => {
                        const holder = namespace.startsWith("kube-") ? "Kubernetes or an add-on" : taken.get(namespace);
                        if (holder === undefined) return [];
                        const message = `found "${namespace}", which belongs to ${holder}. Take another one.`;
                        return [{ path: `${path}.namespaces[${place}]`, message }];
                    }),
                ];
            },
        );
    });
}
