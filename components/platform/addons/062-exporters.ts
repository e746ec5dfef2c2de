/**
 * Figures of what Prometheus cannot scrape: addresses as the world sees them, and what AWS runs for the site. Exporters
 * of databases in the cluster are not here: each needs a credential of its database, and belongs beside it.
 */
import { z } from "zod";
import { defineAddOn } from "../add-on.ts";
import { addOnNamespace } from "../add-on-namespace.ts";
import { blackbox, blackboxPods, blackboxPort } from "../exporters/blackbox.ts";
import { cloudWatch, cloudWatchPods, cloudWatchPort } from "../exporters/cloudwatch.ts";
import { exportersNamespace } from "../exporters/pods.ts";
import { fromMonitoring, toCloud, toInternet } from "../traffic.ts";

const address = z.url({ protocol: /^https$/, error: "allowed: an address that starts with https://." });

export default defineAddOn({
    order: 62,
    name: "exporters",
    summary: "Figures of addresses as the world sees them, and of CloudWatch.",
    needs: ["monitoring"],
    defaultOn: ["eks"],
    requests: {
        single: { cpu: "70m", memory: "192Mi" },
        highlyAvailable: { cpu: "90m", memory: "256Mi" },
    },
    namespaces: [exportersNamespace],
    cloudOptions: ["cloudwatch"],
    options: z
        .strictObject({
            blackbox: z.boolean().default(true).meta({
                description: "Exporter that asks the addresses of Probe objects, in whichever namespace they are.",
            }),
            probes: z.array(address).default([]).meta({
                description:
                    "Public addresses that must answer with a status of 200 to 299; the add-on makes a Probe of them.",
            }),
            cloudwatch: z.boolean().optional().meta({
                description:
                    "Figures of databases, caches, load balancers, firewalls and backups of the site. Default: true on AWS; there is nothing to ask elsewhere.",
            }),
        })
        .refine(({ blackbox: asks, probes }) => asks || probes.length === 0, {
            path: ["probes"],
            error: "allowed: none while blackbox is false, which would ask them. Switch it on.",
        }),
    install: (context) => {
        const { cluster, settings } = context;
        const cloud = settings.cloudwatch === false ? undefined : cluster.cloud;
        const dependsOn = addOnNamespace(context, exportersNamespace, {
            ...(settings.blackbox
                ? {
                      "probes-to-internet": toInternet(blackboxPods),
                      "blackbox-from-monitoring": fromMonitoring(blackboxPort, blackboxPods),
                  }
                : {}),
            ...(cloud === undefined
                ? {}
                : {
                      "cloudwatch-to-cloud": toCloud(cloudWatchPods),
                      "cloudwatch-from-monitoring": fromMonitoring(cloudWatchPort, cloudWatchPods),
                  }),
        });
        return [
            ...dependsOn,
            ...(settings.blackbox ? blackbox(context, { probes: settings.probes, dependsOn }) : []),
            ...(cloud === undefined ? [] : [cloudWatch(context, { cloud, dependsOn })]),
        ];
    },
});
