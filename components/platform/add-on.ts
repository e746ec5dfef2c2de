/** What an add-on is: one file in `addons/`, named `NNN-name.ts`, whose default export is made by `defineAddOn`. */
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { ClusterHandle } from "../cluster/cluster.ts";
import type { ZoneIds } from "../edge/hosted-zones.ts";
import type { GuardedNamespaceArgs } from "../namespace/guarded-namespace.ts";
import type { Environment } from "../../config/environment.ts";
import type { EnvironmentDefaults } from "../../config/environments.ts";
import type { PolicySettings } from "../../policies/types.ts";
import { placementOf, toleration, type Placement } from "./placement.ts";

/** What every add-on finds when it is installed. */
export interface AddOnContext {
    /** Where its pods may run: every pod template of its has it, unless it runs on every node. */
    readonly placement: Placement;
    /** Name of the site: start of every logical name. */
    readonly site: string;
    readonly cluster: ClusterHandle;
    readonly environment: EnvironmentDefaults;
    /** Namespaces with what the world may reach: those of the systems of the site, and of add-ons that have any. */
    readonly backendNamespaces: readonly string[];
    /** Those of them whose pods are in the mesh. */
    readonly meshedNamespaces: readonly string[];
    /** Those that the add-ons make, in which charts put their pods. */
    readonly addOnNamespaces: readonly string[];
    readonly policies: PolicySettings;
    /** Address that replaces every chart repository, where there is one. */
    readonly chartMirror: string | undefined;
    /** Route 53 hosted zones of the stack: id by domain. */
    readonly zones: ZoneIds;
    /** What its readiness gates wait for beside what they ask about. */
    readonly readiness: readonly pulumi.Resource[];
    /** Of all that it makes. Waits for nodes and for the gates of everything in `needs`, and what is below waits with it. */
    readonly parent: pulumi.Resource;
}

/** Quantities of Kubernetes. */
export interface Requests {
    readonly cpu: string;
    readonly memory: string;
}

/** What a container of a chart lacks although the chart was asked for all it can give. */
export interface Gap {
    /** Kind/name of the workload, and the container: `Deployment/cert-manager/cert-manager-controller`. */
    readonly container: string;
    readonly missing: readonly ("requests" | "limits" | "livenessProbe" | "readinessProbe")[];
    readonly reason: string;
}

export interface AddOnDefinition<Options extends z.ZodObject> {
    /** Place in the order, 0 to 999: also the start of the file's name. */
    readonly order: number;
    readonly name: string;
    readonly summary: string;
    /** Names of add-ons with lower numbers that must be there first. */
    readonly needs: readonly string[];
    /** Further ones where the cluster is of that kind. @default none */
    readonly needsOn?: Partial<Readonly<Record<ClusterHandle["kind"], readonly string[]>>>;
    /** Whether it needs every other add-on that is on and has a lower number. @default false */
    readonly needsAll?: boolean;
    /** Whether it works with a cloud around it only. @default false */
    readonly needsCloud?: boolean;
    /** Switches among its options that work with a cloud around it only. @default none */
    readonly cloudOptions?: readonly string[];
    /** Kinds of cluster on which it is on unless the stack says otherwise. */
    readonly defaultOn: readonly ClusterHandle["kind"][];
    /** Environments in which that holds. @default all of them */
    readonly defaultIn?: readonly Environment[];
    /** What the documents of the systems call it, where they have a name of their own for it. */
    readonly knownAs?: string;
    /**
     * What all of its pods ask for together, with its own defaults, those on every node counted once: the base group of
     * nodes has to hold it. Held against the chart's values by a test. @default nothing, for an add-on without pods
     */
    readonly requests?: { readonly single: Requests; readonly highlyAvailable: Requests };
    /** Namespaces that it makes for the pods of its charts. @default none */
    readonly namespaces?: readonly string[];
    /** Those of them with a service that the world reaches through the ingress. @default none */
    readonly exposed?: readonly string[];
    /** Why a namespace of its is less strict than `restricted`, by name. @default none is */
    readonly privileges?: Readonly<Record<string, string>>;
    /** What pods of every system may do on the network to use it, by name. @default nothing */
    backendTraffic?(settings: z.output<Options>): NonNullable<GuardedNamespaceArgs["allow"]>;
    /** Held against the rendered charts. @default nothing */
    readonly gaps?: readonly Gap[];
    /** Each option with its default: a stack need not name it. */
    readonly options: Options;
    /** Registers the add-on and returns its gate: the resources that whoever needs it must wait for. */
    install(context: AddOnContext & { readonly settings: z.output<Options> }): readonly pulumi.Resource[];
}

/** An add-on whose options are checked when it is installed: what the registry holds. */
export interface AddOn extends Omit<AddOnDefinition<z.ZodObject>, "backendTraffic" | "install"> {
    backendTraffic(settings: Readonly<Record<string, unknown>>): NonNullable<GuardedNamespaceArgs["allow"]>;
    install(
        context: Omit<AddOnContext, "placement">,
        settings: Readonly<Record<string, unknown>>,
    ): readonly pulumi.Resource[];
}

/** What must be there first on a kind of cluster. */
export const needsOf = (
    { needs, needsOn }: Pick<AddOn, "needs" | "needsOn">,
    kind: ClusterHandle["kind"],
): readonly string[] => [...needs, ...(needsOn?.[kind] ?? [])];

/** What a stack may set on every add-on that has pods. */
const podOptions = z.strictObject({
    tolerations: z.array(toleration).default([]).meta({
        description: "Taints that its pods put up with, beside the one of nodes for add-ons.",
    }),
});

export function defineAddOn<Options extends z.ZodObject>(definition: AddOnDefinition<Options>): AddOn {
    const hasPods = definition.requests !== undefined;
    const own = (settings: Readonly<Record<string, unknown>>): z.output<Options> =>
        definition.options.parse(Object.fromEntries(Object.entries(settings).filter(([key]) => key !== "tolerations")));
    return {
        ...definition,
        options: hasPods ? definition.options.extend(podOptions.shape) : definition.options,
        install: (context, settings) => {
            const { tolerations } = podOptions.parse({ tolerations: settings["tolerations"] });
            return definition.install({
                ...context,
                placement: placementOf(tolerations),
                settings: own(settings),
            });
        },
        backendTraffic: (settings) => definition.backendTraffic?.(own(settings)) ?? {},
    };
}
