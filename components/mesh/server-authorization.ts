/**
 * Who may call the pods of one name: for each port a Server that denies, and what it lets through all the same.
 * Callers show their identity; who has none is let in by its network, each on one port only. Health checks need no rule:
 * Linkerd lets them through on the paths that the pod itself names.
 */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { labels, selectorLabels } from "../naming/labels.ts";
import { meshIdentity } from "./linkerd.ts";

export interface NetworkAccess {
    /** What comes from there: end of the names of the objects. */
    readonly purpose: string;
    /** Name of the port. */
    readonly port: string;
    readonly networks: readonly string[];
}

export interface ServerAuthorizationArgs {
    readonly system: string;
    readonly namespace: string;
    /** Name of the workload. */
    readonly name: string;
    /** service, database, cache. */
    readonly component: string;
    /** Names of its ports. */
    readonly ports: readonly string[];
    /** ServiceAccounts of those who call it. */
    readonly callers: readonly string[];
    readonly networkAccess: readonly NetworkAccess[];
    /** What the proxy takes the bytes for. @default "unknown": it looks at them */
    readonly proxyProtocol?: "opaque";
}

type Objects = readonly k8s.apiextensions.CustomResource[];

/** @returns what its pods wait for: before that, nobody could call them. */
export function serverAuthorization(
    logicalName: string,
    args: ServerAuthorizationArgs,
    opts: pulumi.CustomResourceOptions,
): Objects {
    const { name, namespace, system, component, callers } = args;
    const object = (suffix: string, kind: Kind, spec: Readonly<Record<string, unknown>>) =>
        new k8s.apiextensions.CustomResource(
            `${logicalName}-${suffix}`,
            {
                apiVersion: `policy.linkerd.io/${kind === "Server" ? "v1beta3" : "v1alpha1"}`,
                kind,
                metadata: { name: `${name}-${suffix}`, namespace, labels: labels({ system, name, component }) },
                spec,
            },
            opts,
        );
    const admit = (suffix: string, port: string, kind: Authentication, authentication: string) =>
        object(`${port}-${suffix}`, "AuthorizationPolicy", {
            targetRef: { group: "policy.linkerd.io", kind: "Server", name: `${name}-${port}` },
            requiredAuthenticationRefs: [{ group: "policy.linkerd.io", kind, name: authentication }],
        });

    const servers = args.ports.map((port) =>
        object(port, "Server", {
            podSelector: { matchLabels: selectorLabels({ system, name }) },
            port,
            proxyProtocol: args.proxyProtocol ?? "unknown",
            accessPolicy: "deny",
        }),
    );
    // Without callers there is nobody to name, and the kind takes no empty list.
    const byIdentity =
        callers.length === 0
            ? []
            : [
                  object("callers", "MeshTLSAuthentication", {
                      identities: callers.map((caller) => meshIdentity(caller, namespace)),
                  }),
                  ...args.ports.map((port) => admit("callers", port, "MeshTLSAuthentication", `${name}-callers`)),
              ];
    const byNetwork = args.networkAccess
        .filter(({ networks }) => networks.length > 0)
        .flatMap(({ purpose, port, networks }) => [
            object(purpose, "NetworkAuthentication", { networks: networks.map((cidr) => ({ cidr })) }),
            admit(purpose, port, "NetworkAuthentication", `${name}-${purpose}`),
        ]);
    return [...servers, ...byIdentity, ...byNetwork];
}

type Authentication = "MeshTLSAuthentication" | "NetworkAuthentication";
type Kind = Authentication | "Server" | "AuthorizationPolicy";
