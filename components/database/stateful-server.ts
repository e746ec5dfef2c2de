/**
 * One server with a volume in the cluster, reached over TLS only: what PostgreSQL and Redis share there.
 * One pod: it is the engine for a laptop and for environments that can lose a day. Its data outlives the pod, not the
 * cluster.
 */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { proxyPorts } from "../mesh/linkerd.ts";
import type { Mesh } from "../mesh/mesh.ts";
import { serverAuthorization } from "../mesh/server-authorization.ts";
import { annotations } from "../naming/annotations.ts";
import { labels, selectorLabels } from "../naming/labels.ts";
import { GeneratedSecret } from "../secrets/generated-secret.ts";
import { containerSecurityContext, podSecurityContext } from "../workload/security-context.ts";
import type { DataStoreArgs } from "./database.ts";

type Container = k8s.types.input.core.v1.Container;

export interface ServerSpec {
    /** What it is for its system: database or cache. */
    readonly component: string;
    /** Of the pods, beside those that everything has. */
    readonly podLabels?: Readonly<Record<string, string>>;
    readonly container: string;
    readonly image: string;
    /** Release of the server, for its label. */
    readonly version: string;
    /** Id of the user that the image is made for. */
    readonly user: number;
    readonly port: number;
    /** Name of the port. */
    readonly portName: string;
    readonly dataPath: string;
    readonly storage: string;
    readonly resources: k8s.types.input.core.v1.ResourceRequirements;
    readonly command?: readonly string[];
    readonly args?: readonly string[];
    readonly env: k8s.types.input.core.v1.EnvVar[];
    readonly probes: Required<Pick<Container, "startupProbe" | "readinessProbe" | "livenessProbe">>;
    /** Paths beside the data that it writes to, with the most that they hold. */
    readonly writable: Readonly<Record<string, string>>;
    /** Files of its configuration, mounted under /etc/strata/config. */
    readonly files: Readonly<Record<string, string>>;
    /** What its Secret holds beside the generated password. */
    readonly coordinates: Readonly<Record<string, string>>;
}

/** Where the server finds its certificate and key. */
export const tlsDirectory = "/etc/strata/tls";
export const configDirectory = "/etc/strata/config";

/** Name of the Secret in which cert-manager keeps the certificate, the key and the authority's certificate. */
export const tlsSecretName = (objectName: string): string => `${objectName}-tls`;

/** Registers the server under `parent` and returns what a client must wait for. */
export function statefulServer(
    name: string,
    args: DataStoreArgs,
    spec: ServerSpec,
    parent: pulumi.Resource,
): readonly pulumi.Resource[] {
    const { system, namespace, objectName } = args;
    const metadata = (suffix = ""): k8s.types.input.meta.v1.ObjectMeta => ({
        name: `${objectName}${suffix}`,
        namespace,
        labels: labels({ system, name: objectName, component: spec.component, version: spec.version }),
    });
    const selector = selectorLabels({ system, name: objectName });
    const opts = { parent, dependsOn: [...args.dependsOn] };

    const secret = new GeneratedSecret(
        name,
        {
            namespace,
            secretName: objectName,
            labels: labels({ system, name: objectName, component: spec.component }),
            generated: { password: { length: 32 } },
            plain: spec.coordinates,
            rotation: args.rotation,
            dependsOn: args.dependsOn,
        },
        { parent },
    );
    const certificate = serverCertificate(name, args, metadata(), opts);
    const config = new k8s.core.v1.ConfigMap(name, { metadata: metadata(), data: { ...spec.files } }, opts);
    const policy = new k8s.networking.v1.NetworkPolicy(
        name,
        {
            metadata: metadata(),
            spec: {
                podSelector: { matchLabels: selector },
                policyTypes: ["Ingress", "Egress"],
                // An empty list of clients would mean everybody.
                ingress:
                    args.clients.length === 0
                        ? []
                        : [{ from: [...args.clients], ports: serverPorts(spec.port, args.mesh) }],
            },
        },
        opts,
    );
    const ports = [{ name: spec.portName, port: spec.port, targetPort: spec.portName, protocol: "TCP" }];
    const headless = new k8s.core.v1.Service(
        `${name}-pods`,
        { metadata: metadata("-pods"), spec: { clusterIP: "None", selector, ports } },
        opts,
    );
    const authorization = meshAuthorization(name, args, spec, parent);
    const server = new k8s.apps.v1.StatefulSet(
        name,
        {
            metadata: metadata(),
            spec: {
                replicas: 1,
                serviceName: `${objectName}-pods`,
                selector: { matchLabels: selector },
                // Deleting the set keeps the data where the environment protects it, and cleans up where it does not.
                persistentVolumeClaimRetentionPolicy: {
                    whenDeleted: args.environment.protectData ? "Retain" : "Delete",
                    whenScaled: "Retain",
                },
                template: podTemplate(args, spec),
                volumeClaimTemplates: [volumeClaim(args, spec)],
            },
        },
        {
            ...opts,
            dependsOn: [...args.dependsOn, ...secret.ready, certificate, config, policy, headless, ...authorization],
            protect: args.environment.protectData,
            // The API server refuses a change of the claims; a volume grows through its claim.
            ignoreChanges: ["spec.volumeClaimTemplates"],
        },
    );
    const service = new k8s.core.v1.Service(
        name,
        { metadata: metadata(), spec: { type: "ClusterIP", selector, ports } },
        { ...opts, dependsOn: [server] },
    );
    return [server, service];
}

/** Where packets to the server go: its own port, and between proxies theirs. */
export const serverPorts = (port: number, mesh: Mesh | undefined): k8s.types.input.networking.v1.NetworkPolicyPort[] =>
    [port, ...(mesh === undefined ? [] : [proxyPorts.inbound])].map((each) => ({ port: each, protocol: "TCP" }));

/** The bytes are encrypted already: the proxy is told not to look at them. */
function meshAuthorization(
    name: string,
    { mesh, system, namespace, objectName, callers, dependsOn }: DataStoreArgs,
    { component, portName }: ServerSpec,
    parent: pulumi.Resource,
): readonly pulumi.Resource[] {
    if (mesh === undefined) return [];
    return serverAuthorization(
        name,
        {
            system,
            namespace,
            name: objectName,
            component,
            ports: [portName],
            callers,
            networkAccess: [],
            proxyProtocol: "opaque",
        },
        { parent, dependsOn: [...dependsOn, ...mesh.gates] },
    );
}

function podTemplate(args: DataStoreArgs, spec: ServerSpec): k8s.types.input.core.v1.PodTemplateSpec {
    const { system, objectName } = args;
    const scratch = Object.entries(spec.writable).map(([path, sizeLimit], index) => ({
        mount: { name: `scratch-${index}`, mountPath: path },
        volume: { name: `scratch-${index}`, emptyDir: { sizeLimit } },
    }));
    return {
        metadata: {
            labels: {
                ...labels({ system, name: objectName, component: spec.component, version: spec.version }),
                ...spec.podLabels,
            },
            annotations: { [annotations.secretRotation]: String(args.rotation) },
        },
        spec: {
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            priorityClassName: "strata-critical",
            terminationGracePeriodSeconds: 60,
            securityContext: podSecurityContext(spec.user),
            containers: [
                {
                    name: spec.container,
                    image: spec.image,
                    imagePullPolicy: "IfNotPresent",
                    ...(spec.command === undefined ? {} : { command: [...spec.command] }),
                    ...(spec.args === undefined ? {} : { args: [...spec.args] }),
                    env: spec.env,
                    ports: [{ name: spec.portName, containerPort: spec.port, protocol: "TCP" }],
                    resources: spec.resources,
                    securityContext: containerSecurityContext,
                    ...spec.probes,
                    volumeMounts: [
                        { name: "data", mountPath: spec.dataPath },
                        { name: "tls", mountPath: tlsDirectory, readOnly: true },
                        { name: "config", mountPath: configDirectory, readOnly: true },
                        ...scratch.map(({ mount }) => mount),
                    ],
                },
            ],
            volumes: [
                // Readable by the group: the files belong to root, the server runs in the pod's group.
                { name: "tls", secret: { secretName: tlsSecretName(objectName), defaultMode: 0o440 } },
                { name: "config", configMap: { name: objectName } },
                ...scratch.map(({ volume }) => volume),
            ],
        },
    };
}

function volumeClaim({ cluster }: DataStoreArgs, spec: ServerSpec): k8s.types.input.core.v1.PersistentVolumeClaim {
    return {
        metadata: { name: "data" },
        spec: {
            accessModes: ["ReadWriteOnce"],
            ...(cluster.storageClass === undefined ? {} : { storageClassName: cluster.storageClass }),
            resources: { requests: { storage: spec.storage } },
        },
    };
}

/** Names under which clients inside the cluster may call it. */
function serverCertificate(
    name: string,
    { objectName, namespace, issuer }: DataStoreArgs,
    metadata: k8s.types.input.meta.v1.ObjectMeta,
    opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
    return new k8s.apiextensions.CustomResource(
        `${name}-certificate`,
        {
            apiVersion: "cert-manager.io/v1",
            kind: "Certificate",
            metadata: { ...metadata, annotations: { [annotations.waitFor]: "condition=Ready" } },
            spec: {
                secretName: tlsSecretName(objectName),
                dnsNames: [
                    // For its own readiness probe.
                    "localhost",
                    objectName,
                    `${objectName}.${namespace}`,
                    `${objectName}.${namespace}.svc`,
                    `${objectName}.${namespace}.svc.cluster.local`,
                ],
                // The server reads it when it starts: renewed a third of a year ahead, any restart in between will do.
                duration: "8760h",
                renewBefore: "2920h",
                privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
                issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: issuer },
            },
        },
        opts,
    );
}
