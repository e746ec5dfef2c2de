/** Where Alertmanager sends what: the part of its configuration that is ours; the chart adds what inhibits what. */
import type { Cloud } from "../cluster/cluster.ts";

/** Who is called. */
export const onCallReceiver = "on-call";

/** Warnings and the chart's own heartbeat: to be seen, to wake nobody. */
const quietReceiver = "quiet";

/**
 * In the cloud who is on call hears of it through the topic of the site, as of every alarm of the cloud itself.
 * Without a cloud there is nobody to call: an alert then shows in Alertmanager and leaves it no way.
 */
export function alertmanagerConfig(cloud: Pick<Cloud, "region" | "alarms"> | undefined) {
    const topic = cloud && {
        topic_arn: cloud.alarms.topicArn,
        // Signed with the role of the ServiceAccount: there is no key to keep.
        sigv4: { region: cloud.region },
        send_resolved: true,
    };
    return {
        global: { resolve_timeout: "5m" },
        route: {
            receiver: quietReceiver,
            group_by: ["namespace", "alertname", "service"],
            group_wait: "30s",
            group_interval: "5m",
            repeat_interval: "4h",
            routes: [{ matchers: ['severity = "critical"'], receiver: onCallReceiver }],
        },
        receivers: [
            { name: quietReceiver },
            { name: onCallReceiver, ...(topic === undefined ? {} : { sns_configs: [topic] }) },
        ],
    };
}
