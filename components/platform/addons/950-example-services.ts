/** A service that does nothing of use, deployed like those of the systems: what works with it works with them. */
import { z } from "zod";
import { domain } from "../../../config/strings.ts";
import { TraefikEdge } from "../../edge/traefik-edge.ts";
import { internalIssuer, publicIssuer } from "../../naming/issuer.ts";
import { ServiceDeployment } from "../../service-deployment/service-deployment.ts";
import { defineAddOn } from "../add-on.ts";
import { addOnNamespace } from "../add-on-namespace.ts";
import { examplePlan } from "../example-plan.ts";

const namespace = "example";

export default defineAddOn({
    order: 950,
    name: "example-services",
    summary: "One service to try a site with, deployed like those of the systems.",
    needs: ["prometheus-operator-crds", "issuers", "ingress"],
    needsAll: true,
    defaultOn: ["context", "eks"],
    defaultIn: ["local", "dev"],
    knownAs: "example-services",
    requests: {
        single: { cpu: "25m", memory: "64Mi" },
        highlyAvailable: { cpu: "100m", memory: "256Mi" },
    },
    namespaces: [namespace],
    exposed: [namespace],
    options: z.strictObject({
        host: domain.optional().meta({
            description:
                "Where the world reaches it. Default: example.localhost on an existing cluster; on AWS example.<cluster>. " +
                "and the first of the stack's zones, and nowhere without one.",
        }),
    }),
    install: (context) => {
        const { site, cluster, environment, settings, placement, parent } = context;
        const inCloud = cluster.cloud !== undefined;
        const [zone] = Object.keys(context.zones);
        const byDefault = !inCloud ? "example.localhost" : zone && `example.${cluster.name}.${zone}`;
        const host = settings.host ?? byDefault;
        const guards = addOnNamespace(context, namespace);
        new ServiceDeployment(
            `${site}-example`,
            {
                plan: examplePlan({ namespace, host, placement, highlyAvailable: environment.highlyAvailable }),
                connections: () => [],
                secretName: (secret) => secret,
                edge: new TraefikEdge({ issuer: inCloud ? publicIssuer : internalIssuer, gates: [] }),
                mesh: undefined,
                delivered: false,
                controlPlaneCidrs: cluster.controlPlaneCidrs,
                guards,
                startAfter: [],
                monitoringGates: [],
            },
            { parent },
        );
        // Nothing comes after it.
        return guards;
    },
});
