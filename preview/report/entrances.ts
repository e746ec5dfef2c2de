/** The ways in: each Ingress host with the pods that answer for it. */
import { at, fields, items, textOr } from "../../policies/read.ts";
import { metadataOf } from "../kubernetes-object.ts";
import { shortType, type RecordedResource } from "../recording.ts";
import type { Ancestry } from "./ancestry.ts";
import { selects } from "./selectors.ts";
import type { Workload } from "./workloads.ts";

export interface Entrance {
    readonly site: string;
    /** Name of the IngressClass. */
    readonly className: string;
    readonly title: string;
    /** Whether it stands beside the cluster: a load balancer of the cloud. */
    readonly outside: boolean;
    readonly routes: readonly Route[];
}

export interface Route {
    /** `https://api.example.com` */
    readonly url: string;
    /** Ids of the workloads behind it. */
    readonly to: readonly string[];
}

const classes: Readonly<Record<string, { readonly title: string; readonly outside: boolean }>> = {
    alb: { title: "Application Load Balancer", outside: true },
    traefik: { title: "Traefik", outside: false },
    nginx: { title: "Traefik (class nginx)", outside: false },
};

export function entrances(
    resources: readonly RecordedResource[],
    workloads: readonly Workload[],
    ancestry: Ancestry,
): readonly Entrance[] {
    const siteOf = (resource: RecordedResource): string => ancestry.within(resource, "Site")?.name ?? "";
    const services = resources.filter(({ type }) => type === "kubernetes:core/v1:Service");

    const behind = (site: string, namespace: string, name: string): readonly string[] => {
        const service = services.find((candidate) => {
            const metadata = metadataOf(candidate.inputs);
            return siteOf(candidate) === site && metadata.namespace === namespace && metadata.name === name;
        });
        const selector = fields(at(service?.inputs, "spec", "selector"));
        if (Object.keys(selector).length === 0) return [];
        return workloads
            .filter((workload) => workload.site === site && workload.namespace === namespace)
            .filter(({ labels }) => selects({ matchLabels: selector }, labels))
            .map(({ id }) => id);
    };

    const routes = (resource: RecordedResource): readonly Route[] => {
        const namespace = textOr(metadataOf(resource.inputs).namespace, "default");
        const secured = securedHosts(resource);
        return items(at(resource.inputs, "spec", "rules")).flatMap((rule) => {
            const host = textOr(at(rule, "host"), "*");
            return items(at(rule, "http", "paths")).map((path) => {
                const url = `${secured(host) ? "https" : "http"}://${host}${textOr(at(path, "path")).replace(/^\/$/, "")}`;
                const name = textOr(at(path, "backend", "service", "name"));
                return { url, to: behind(siteOf(resource), namespace, name) };
            });
        });
    };

    const ingresses = resources.filter(({ type }) => shortType(type) === "Ingress");
    const groups = Map.groupBy(ingresses, (resource) => `${siteOf(resource)} ${className(resource)}`);
    return [...groups.values()].flatMap((group) => {
        const [first] = group;
        if (first === undefined) return [];
        const name = className(first);
        const known = classes[name] ?? { title: name, outside: false };
        return [{ ...known, site: siteOf(first), className: name, routes: group.flatMap(routes) }];
    });
}

const className = ({ inputs }: RecordedResource): string =>
    textOr(at(inputs, "spec", "ingressClassName"), "default class");

function securedHosts({ inputs }: RecordedResource): (host: string) => boolean {
    const certificate = at(inputs, "metadata", "annotations", "alb.ingress.kubernetes.io/certificate-arn");
    const hosts = items(at(inputs, "spec", "tls")).flatMap((entry) => items(at(entry, "hosts")));
    return (host) => certificate !== undefined || hosts.includes(host);
}
