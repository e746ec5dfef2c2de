/** Grafana over the figures of Prometheus, and where the stack asks for them logs in Loki and traces in Tempo. */
import { z } from "zod";
import { defineAddOn } from "../add-on.ts";
import { addOnPolicies } from "../add-on-policies.ts";
import { alloy } from "../grafana/alloy.ts";
import { grafana } from "../grafana/grafana.ts";
import { loki, lokiSource } from "../grafana/loki.ts";
import {
    collectorNamespace,
    logsNamespace,
    monitoringNamespace,
    podLabels,
    ports,
    tracesNamespace,
} from "../grafana/names.ts";
import { tempo, tempoSource } from "../grafana/tempo.ts";
import { toNamespaces } from "../traffic.ts";

const days = z.int().min(1).max(3650);

export default defineAddOn({
    order: 60,
    name: "grafana-stack",
    knownAs: "grafana-stack",
    summary: "Grafana, with logs in Loki and traces in Tempo.",
    needs: ["monitoring"],
    // It makes the password.
    needsOn: { eks: ["external-secrets"] },
    defaultOn: ["context", "eks"],
    requests: {
        single: { cpu: "270m", memory: "1920Mi" },
        highlyAvailable: { cpu: "1040m", memory: "7680Mi" },
    },
    namespaces: [collectorNamespace, logsNamespace, tracesNamespace],
    privileges: { [collectorNamespace]: "The collector reads the files in which the kubelet keeps the pods' logs." },
    options: z.strictObject({
        logs: z
            .boolean()
            .optional()
            .meta({ description: "Logs of all pods in Loki, by Alloy. Default: on EKS; a laptop has kubectl." }),
        logRetentionDays: days
            .optional()
            .meta({ description: "Days that logs are kept. Default: as long as the environment's other logs." }),
        traces: z.boolean().default(false).meta({ description: "Traces of the systems in Tempo, by OpenTelemetry." }),
        traceRetentionDays: days.default(7).meta({ description: "Days that traces are kept." }),
    }),
    backendTraffic: ({ traces }) =>
        traces ? { "traces-to-tempo": toNamespaces([tracesNamespace], {}, ports.otlp) } : {},
    install: (context) => {
        const { cluster, environment, settings } = context;
        const logs = settings.logs ?? cluster.kind === "eks";
        const { traces } = settings;
        const stores = [
            ...(logs
                ? [loki(context, { retentionDays: settings.logRetentionDays ?? environment.logRetentionDays })]
                : []),
            ...(traces ? [tempo(context, { retentionDays: settings.traceRetentionDays })] : []),
        ];
        const collector = logs ? [alloy(context, stores)] : [];
        const questions = addOnPolicies(
            context,
            { addOn: "grafana", namespace: monitoringNamespace },
            {
                ...(logs ? { "to-loki": toNamespaces([logsNamespace], podLabels.grafana, [ports.loki]) } : {}),
                ...(traces ? { "to-tempo": toNamespaces([tracesNamespace], podLabels.grafana, [ports.tempo]) } : {}),
            },
        );
        const dataSources = [...(logs ? [lokiSource] : []), ...(traces ? [tempoSource(logs)] : [])];
        return [...grafana(context, { dataSources, dependsOn: questions }), ...stores, ...collector];
    },
});
