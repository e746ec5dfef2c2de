/** The example as a service of a system: podinfo, whose image holds nothing but itself and its pages. */
import type { ServicePlan } from "../service-deployment/plan.ts";
import type { Placement } from "./placement.ts";

// renovate: datasource=docker depName=ghcr.io/stefanprodan/podinfo
const version = "6.9.1@sha256:262578cde928d5c9eba3bce079976444f624c13ed0afb741d90d5423877496cb";

const port = 9898;

const name = "example";

export interface ExampleArgs {
    readonly namespace: string;
    /** Where the world reaches it; undefined where it does not. */
    readonly host: string | undefined;
    readonly placement: Placement;
    readonly highlyAvailable: boolean;
}

export const examplePlan = ({ namespace, host, placement, highlyAvailable }: ExampleArgs): ServicePlan => ({
    system: "platform",
    namespace,
    key: name,
    name,
    container: "podinfo",
    spec: {
        owner: "platform",
        summary: "Says that it is there.",
        image: { external: `ghcr.io/stefanprodan/podinfo:${version}` },
        size: "small",
        command: ["./podinfo", `--port=${port}`, "--level=info"],
        ports: { http: port },
        health: {
            ready: { kind: "http", path: "/readyz" },
            live: { kind: "http", path: "/healthz", failureThreshold: 6 },
        },
        metrics: { path: "/metrics" },
        writable: { "/data": "16Mi" },
        podTemplate: {
            spec: {
                nodeSelector: { ...placement.nodeSelector },
                tolerations: placement.tolerations.map(({ key, operator, value = null, effect = null }) => ({
                    key,
                    operator,
                    value,
                    effect,
                })),
            },
        },
    },
    tier: highlyAvailable ? "standard" : "minimal",
    version,
    image: (image) => (typeof image === "string" ? image : image.external),
    replicas: highlyAvailable ? 2 : 1,
    autoscaling: undefined,
    config: {},
    rotation: 1,
    exposed: host === undefined ? undefined : { host, path: "/", tls: true },
    callers: [],
    callees: [],
});
