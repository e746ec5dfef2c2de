/** The blackbox exporter: asks addresses as somebody outside would, and says whether and how soon they answer. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { AddOnContext } from "../add-on.ts";
import { chartRelease } from "../chart-release.ts";
import { patient, resources, spread } from "../chart-values.ts";
import { chartPods } from "../cloud-controller.ts";
import { exportersNamespace as namespace, locked, nonRoot } from "./pods.ts";

// renovate: datasource=docker depName=ghcr.io/prometheus-community/charts/prometheus-blackbox-exporter
const version = "11.17.2";

/** Of chart, release, Service and pods alike. */
const name = "prometheus-blackbox-exporter";

export const blackboxPods = chartPods(name);
export const blackboxPort = 9115;

/** Ways to ask, by the name with which a Probe chooses one. */
const httpModule = "http_2xx";
const tlsModule = "tcp_tls";

export interface BlackboxArgs {
    /** Addresses that must answer over TLS with a status of 200 to 299. */
    readonly probes: readonly string[];
    readonly dependsOn: readonly pulumi.Resource[];
}

/** @returns what proves that it is ready. */
export function blackbox(context: AddOnContext, { probes, dependsOn }: BlackboxArgs): readonly pulumi.Resource[] {
    const release = chartRelease(context, {
        chart: name,
        repository: "oci://ghcr.io/prometheus-community/charts",
        version,
        namespace,
        values: values(context),
        dependsOn,
    });
    if (probes.length > 0) probe(context, probes, release);
    return [release];
}

function probe({ site, parent }: AddOnContext, probes: readonly string[], exporter: pulumi.Resource): void {
    new k8s.apiextensions.CustomResource(
        `${site}-probes`,
        {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "Probe",
            metadata: { name: "public-addresses", namespace },
            spec: {
                jobName: "blackbox",
                interval: "60s",
                module: httpModule,
                prober: { url: `${name}.${namespace}.svc:${blackboxPort}` },
                targets: { staticConfig: { static: [...probes] } },
            },
        },
        { parent, dependsOn: [exporter] },
    );
}

const values = ({ placement, environment: { highlyAvailable } }: AddOnContext) => ({
    replicas: highlyAvailable ? 2 : 1,
    ...(highlyAvailable ? { podDisruptionBudget: { minAvailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" } } : {}),
    priorityClassName: "system-cluster-critical",
    ...placement,
    ...spread(blackboxPods),
    podSecurityContext: nonRoot,
    securityContext: locked,
    resources: resources("20m", "200m", "64Mi"),
    livenessProbe: { ...patient },
    serviceMonitor: { selfMonitor: { enabled: true } },
    config: {
        modules: {
            [httpModule]: {
                prober: "http",
                timeout: "10s",
                http: { preferred_ip_protocol: "ip4", fail_if_not_ssl: true },
            },
            [tlsModule]: {
                prober: "tcp",
                timeout: "10s",
                tcp: { preferred_ip_protocol: "ip4", tls: true },
            },
        },
    },
});
