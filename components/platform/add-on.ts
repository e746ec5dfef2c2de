/** What an add-on is: one file in `addons/`, named `NNN-name.ts`, whose default export is made by `defineAddOn`. */
import type * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { ClusterHandle } from "../cluster/cluster.ts";
import type { ZoneIds } from "../edge/hosted-zones.ts";
import type { EnvironmentDefaults } from "../../config/environments.ts";
import type { PolicySettings } from "../../policies/types.ts";

/** What every add-on finds when it is installed. */
export interface AddOnContext {
    /** Name of the site: start of every logical name. */
    readonly site: string;
    readonly cluster: ClusterHandle;
    readonly environment: EnvironmentDefaults;
    /** Namespaces of the systems of the site. */
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
    readonly parent: pulumi.Resource;
    /** Nodes, and the gates of everything in `needs`. */
    readonly dependsOn: readonly pulumi.Resource[];
}

/** Quantities of Kubernetes. */
export interface Requests {
    readonly cpu: string;
    readonly memory: string;
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
    /** Whether it works with a cloud around it only. @default false */
    readonly needsCloud?: boolean;
    /** Kinds of cluster on which it is on unless the stack says otherwise. */
    readonly defaultOn: readonly ClusterHandle["kind"][];
    /**
     * What all of its pods ask for together, with its own defaults, those on every node counted once: the base group of
     * nodes has to hold it. Held against the chart's values by a test. @default nothing, for an add-on without pods
     */
    readonly requests?: { readonly single: Requests; readonly highlyAvailable: Requests };
    /** Namespaces that it makes for the pods of its charts. @default none */
    readonly namespaces?: readonly string[];
    /** Each option with its default: a stack need not name it. */
    readonly options: Options;
    /** Registers the add-on and returns its gate: the resources that whoever needs it must wait for. */
    install(context: AddOnContext & { readonly settings: z.output<Options> }): readonly pulumi.Resource[];
}

/** An add-on whose options are checked when it is installed: what the registry holds. */
export interface AddOn extends Omit<AddOnDefinition<z.ZodObject>, "install"> {
    install(context: AddOnContext, settings: Readonly<Record<string, unknown>>): readonly pulumi.Resource[];
}

/** What must be there first on a kind of cluster. */
export const needsOf = (
    { needs, needsOn }: Pick<AddOn, "needs" | "needsOn">,
    kind: ClusterHandle["kind"],
): readonly string[] => [...needs, ...(needsOn?.[kind] ?? [])];

export function defineAddOn<Options extends z.ZodObject>(definition: AddOnDefinition<Options>): AddOn {
    return {
        ...definition,
        install: (context, settings) =>
            definition.install({ ...context, settings: definition.options.parse(settings) }),
    };
}
