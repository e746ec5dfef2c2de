/**
 * Pods that no chart renders. The Prometheus operator makes them of its kinds, with containers, probes and rights as in
 * its source (pkg/prometheus/server/statefulset.go, pkg/alertmanager/operator.go, pkg/operator/config_reloader.go).
 * GitHub's controller makes those that listen for jobs of a second template.
 */
import { podOf } from "../../policies/model/pod.ts";
import { at, fields, items, textOr, type Fields } from "../../policies/read.ts";
import type { RenderedObject } from "./rendered.ts";

/** Name of the container that a kind is about. */
const mainContainers: Readonly<Record<string, string>> = { Prometheus: "prometheus", Alertmanager: "alertmanager" };

const securityContext: Fields = {
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
};

/** What the operators make, each with a pod template where one is looked for. */
export function operatorPods(objects: readonly RenderedObject[]): readonly RenderedObject[] {
    return [...ofPrometheusOperator(objects), ...listeners(objects)];
}

function listeners(objects: readonly RenderedObject[]): readonly RenderedObject[] {
    return objects.flatMap(({ resource, title }) => {
        const { props, urn } = resource;
        const template = at(props, "spec", "listenerTemplate");
        if (props["kind"] !== "AutoscalingRunnerSet" || template === undefined) return [];
        return [{ title, resource: { ...resource, urn: `${urn}#listener`, props: { ...props, spec: { template } } } }];
    });
}

function ofPrometheusOperator(objects: readonly RenderedObject[]): readonly RenderedObject[] {
    const flags = operatorFlags(objects);
    return objects.flatMap(({ resource, title }) => {
        const { props } = resource;
        const main = mainContainers[textOr(props["kind"])];
        if (main === undefined) return [];
        const name = `${main}-${textOr(at(props, "metadata", "name"))}`;
        return [
            {
                title: `StatefulSet/${name} of ${title}`,
                resource: {
                    ...resource,
                    urn: `${resource.urn}#operator`,
                    type: "kubernetes:apps/v1:StatefulSet",
                    props: {
                        apiVersion: "apps/v1",
                        kind: "StatefulSet",
                        metadata: { name, namespace: at(props, "metadata", "namespace") },
                        spec: {
                            replicas: at(props, "spec", "replicas"),
                            template: prometheusTemplate(main, props, flags),
                        },
                    },
                },
            },
        ];
    });
}

function prometheusTemplate(main: string, props: Fields, flags: ReadonlyMap<string, string>): Fields {
    const spec = fields(props["spec"]);
    const reloader = { resources: reloaderResources(flags), securityContext };
    const asked = flags.get("enable-config-reloader-probes") === "true";
    const made = [
        { name: main, resources: spec["resources"], securityContext, ...probes },
        { name: "config-reloader", ...reloader, ...(asked ? probes : {}) },
    ];
    return {
        metadata: {
            labels: {
                "app.kubernetes.io/name": main,
                "app.kubernetes.io/managed-by": "prometheus-operator",
                "app.kubernetes.io/instance": at(props, "metadata", "name"),
                ...fields(at(spec, "podMetadata", "labels")),
                ...(main === "prometheus"
                    ? { "operator.prometheus.io/name": at(props, "metadata", "name") }
                    : { alertmanager: at(props, "metadata", "name") }),
            },
        },
        spec: {
            securityContext: spec["securityContext"],
            hostNetwork: spec["hostNetwork"],
            initContainers: merged([{ name: "init-config-reloader", ...reloader }], spec["initContainers"]),
            containers: merged(made, spec["containers"]),
            volumes: items(spec["volumes"]),
        },
    };
}

/** Only that there is one counts here. */
const probes = { livenessProbe: { httpGet: {} }, readinessProbe: { httpGet: {} } };

/** What the kind says of a container is laid over what the operator makes. */
function merged(made: readonly Fields[], written: unknown): readonly Fields[] {
    return made.map((container) => {
        const over = fields(items(written).find((each) => at(each, "name") === container["name"]));
        const amounts = (field: string): Fields => ({
            ...fields(at(container, "resources", field)),
            ...fields(at(over, "resources", field)),
        });
        return { ...container, ...over, resources: { requests: amounts("requests"), limits: amounts("limits") } };
    });
}

function reloaderResources(flags: ReadonlyMap<string, string>): Fields {
    const amounts = (kind: "request" | "limit"): Fields =>
        Object.fromEntries(
            ["cpu", "memory"].flatMap((resource) => {
                const amount = flags.get(`config-reloader-${resource}-${kind}`) ?? "0";
                return amount === "0" ? [] : [[resource, amount]];
            }),
        );
    return { requests: amounts("request"), limits: amounts("limit") };
}

/** Of the operator's own container: `--config-reloader-cpu-request=10m`. */
function operatorFlags(objects: readonly RenderedObject[]): ReadonlyMap<string, string> {
    const args = objects.flatMap(({ resource: { type, props } }) =>
        (podOf(type, textOr(props["kind"]), props)?.containers ?? []).flatMap((container) =>
            items(container.fields["args"]),
        ),
    );
    return new Map(
        args.flatMap((arg) => {
            const [, flag, value] = /^--([^=]+)=(.*)$/.exec(textOr(arg)) ?? [];
            return flag === undefined || value === undefined ? [] : [[flag, value]];
        }),
    );
}
