/**
 * PromQL of what alerts and dashboards both ask. Answers are counted by the mesh (Linkerd's proxy metrics), and by
 * Traefik in front of what is exposed; where one of them is not there, its part is empty.
 */

export interface Target {
    readonly namespace: string;
    /** Name of the objects of one service. @default all of the namespace */
    readonly service?: string;
}

/** Ends of the answers that are counted. */
export type Answers = "all" | "failed" | "refused";

const ofMesh: Readonly<Record<Answers, string>> = {
    all: "",
    // What the proxy takes for the fault of the server: 5xx, and the codes of gRPC that mean the same.
    failed: ',classification="failure"',
    refused: ',status_code=~"401|403"',
};

const ofTraefik: Readonly<Record<Answers, string>> = {
    all: "",
    failed: ',code=~"5.."',
    refused: ',code=~"401|403"',
};

/** Probes of the kubelet are answers too: they would hide errors of a service that has little to do. */
const meshSeries = ({ namespace, service }: Target, answers: Answers): string => {
    const deployment = service === undefined ? "" : `,deployment="${service}"`;
    return `response_total{namespace="${namespace}"${deployment},direction="inbound",route_name!="probe"${ofMesh[answers]}}`;
};

/** Traefik names a service `<namespace>-<service>-<port>@kubernetes`; scraping renames its label `service`. */
const traefikSeries = ({ namespace, service = "[a-z0-9-]+" }: Target, answers: Answers): string =>
    `traefik_service_requests_total{exported_service=~"${namespace}-${service}-[a-z0-9]+@kubernetes"${ofTraefik[answers]}}`;

/** The same question to both who count, or-ed: what neither can answer is empty. */
export const fromEither = (question: (series: (target: Target, answers: Answers) => string) => string): string =>
    `(${question(meshSeries)}) or (${question(traefikSeries)})`;

const perContainer = "sum by (namespace, pod, container)";
/** Of what is told more than once for a moment, while who tells it is replaced. */
const onePerContainer = "max by (namespace, pod, container)";
const onePerVolume = "max by (namespace, persistentvolumeclaim)";

const containers = (namespace: string): string => `{namespace="${namespace}",container!=""}`;

/** In cores. */
export const cpu = (namespace: string): string =>
    `${perContainer} (rate(container_cpu_usage_seconds_total${containers(namespace)}[5m]))`;

/** In bytes: what the kernel cannot take back. */
export const memory = (namespace: string): string =>
    `${onePerContainer} (container_memory_working_set_bytes${containers(namespace)})`;

const limit = (namespace: string, resource: "cpu" | "memory"): string =>
    `${onePerContainer} (kube_pod_container_resource_limits{namespace="${namespace}",resource="${resource}"})`;

/** Parts of their limits, from 0 to 1. */
export const cpuUse = (namespace: string): string => `${cpu(namespace)} / ${limit(namespace, "cpu")}`;
export const memoryUse = (namespace: string): string => `${memory(namespace)} / ${limit(namespace, "memory")}`;

/** Part of each volume, from 0 to 1. */
export const volumeUse = (namespace: string): string =>
    `${onePerVolume} (kubelet_volume_stats_used_bytes{namespace="${namespace}"})` +
    ` / ${onePerVolume} (kubelet_volume_stats_capacity_bytes{namespace="${namespace}"})`;
