/** Grafana over the figures of Prometheus. */
import { z } from "zod";
import { defineAddOn } from "../add-on.ts";
import { grafana } from "../grafana/grafana.ts";

export default defineAddOn({
    order: 60,
    name: "grafana-stack",
    knownAs: "grafana-stack",
    summary: "Grafana: dashboards over Prometheus.",
    needs: ["monitoring"],
    // It makes the password.
    needsOn: { eks: ["external-secrets"] },
    defaultOn: ["context", "eks"],
    requests: {
        single: { cpu: "120m", memory: "640Mi" },
        highlyAvailable: { cpu: "240m", memory: "1280Mi" },
    },
    options: z.strictObject({}),
    install: (context) => grafana(context, { dataSources: [], dependsOn: [] }),
});
