/** Names and ports of Linkerd that its control plane and everything meshed agree on. */

export const linkerdNamespace = "linkerd";

/** Label of the namespaces whose pods get a proxy: the injector is asked about no other. */
export const meshLabel = { "strata.dev/mesh": "linkerd" } as const;

/** Where proxies talk to each other, and where they give figures. */
export const proxyPorts = { inbound: 4143, admin: 4191 } as const;

/** Where proxies find the control plane, by component; the policy controller runs beside the destination's. */
export const controlPlanePorts = { identity: [8080], destination: [8086, 8090] } as const;

export const controlPlanePods = (component: string): Readonly<Record<string, string>> => ({
    "linkerd.io/control-plane-component": component,
});

/** What the certificate of a proxy says of its pod. */
export const meshIdentity = (serviceAccount: string, namespace: string): string =>
    `${serviceAccount}.${namespace}.serviceaccount.identity.linkerd.cluster.local`;
