/** Places that the parts of the Grafana stack know of one another. */

/** Namespace of Grafana; add-on 006 makes it. */
export const monitoringNamespace = "monitoring";
export const logsNamespace = "logging";
export const tracesNamespace = "tracing";
/** The collector reads files of the nodes: it has a namespace of its own, so that the others are restricted. */
export const collectorNamespace = "alloy";

/** What the charts put on their pods. */
export const podLabels = {
    grafana: { "app.kubernetes.io/name": "grafana", "app.kubernetes.io/instance": "grafana" },
    loki: { "app.kubernetes.io/name": "loki", "app.kubernetes.io/instance": "loki" },
    tempo: { "app.kubernetes.io/name": "tempo", "app.kubernetes.io/instance": "tempo" },
    alloy: { "app.kubernetes.io/name": "alloy", "app.kubernetes.io/instance": "alloy" },
} as const;

export const ports = {
    grafana: 3000,
    loki: 3100,
    /** Queries. */
    tempo: 3200,
    alloy: 12345,
    /** OpenTelemetry: gRPC and HTTP. */
    otlp: [4317, 4318],
} as const;

export const lokiAddress = `http://loki.${logsNamespace}.svc:${ports.loki}`;
export const tempoAddress = `http://tempo.${tracesNamespace}.svc:${ports.tempo}`;
export const prometheusAddress = `http://prometheus.${monitoringNamespace}.svc:9090`;
