/** Pods that keep every rule of prod, and one that keeps few. */

const image = `registry.k8s.io/pause:3.10@sha256:${"0".repeat(64)}`;

export const safeContainer = {
    name: "web",
    image,
    imagePullPolicy: "IfNotPresent",
    ports: [{ name: "http", containerPort: 8080 }],
    resources: {
        limits: { cpu: "200m", memory: "128Mi", "ephemeral-storage": "64Mi" },
        requests: { cpu: "100m", memory: "128Mi", "ephemeral-storage": "64Mi" },
    },
    livenessProbe: { httpGet: { path: "/live", port: "http" } },
    readinessProbe: { httpGet: { path: "/ready", port: "http" } },
    securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        capabilities: { drop: ["ALL"] },
        seccompProfile: { type: "RuntimeDefault" },
    },
};

interface PodParts {
    readonly metadata?: object;
    readonly spec?: object;
    readonly container?: object;
}

export function pod(name: string, { metadata = {}, spec = {}, container = safeContainer }: PodParts = {}) {
    return {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, labels: { app: name }, ...metadata },
        spec: { serviceAccountName: "web", automountServiceAccountToken: false, containers: [container], ...spec },
    };
}

export function brokenPod(name: string, metadata: object = {}) {
    return {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, ...metadata },
        spec: { containers: [{ name: "web", image: "registry.k8s.io/pause:3.10" }] },
    };
}

/** The container that keeps the rules, without some of its fields. */
export function without(...fields: readonly string[]): object {
    return Object.fromEntries(Object.entries(safeContainer).filter(([field]) => !fields.includes(field)));
}
