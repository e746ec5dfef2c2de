/** A pod that runs one script to its end, which talks to the API server, or to the cloud, with nothing but curl. */
import type { types } from "@pulumi/kubernetes";
import { resources } from "./resources.ts";
import { containerSecurityContext, podSecurityContext } from "./security-context.ts";

// renovate: datasource=docker depName=docker.io/curlimages/curl
const version = "8.22.0@sha256:58adaa4e8dca9c988bae2aba4ab3434a0bb2da16bbe3f92dec39ec7785166777";

/** Of the image: what labels of such a pod say. */
export const scriptVersion = version;

const accountDirectory = "/var/run/secrets/kubernetes.io/serviceaccount";
const workDirectory = "/work";

export interface ApiScriptPodArgs {
    /** Of the container. */
    readonly name: string;
    /** POSIX shell. It finds the ServiceAccount's token and ca.crt in $ACCOUNT, and may write to $WORK. */
    readonly script: string;
    readonly env: Readonly<Record<string, string>>;
    readonly serviceAccountName: string;
    readonly priorityClassName: string;
    readonly placement?: {
        readonly nodeSelector: types.input.core.v1.PodSpec["nodeSelector"];
        readonly tolerations: types.input.core.v1.Toleration[];
    };
}

export function apiScriptPod(args: ApiScriptPodArgs) {
    const env = { ...args.env, ACCOUNT: accountDirectory, WORK: workDirectory };
    return {
        restartPolicy: "Never",
        serviceAccountName: args.serviceAccountName,
        // The script speaks in its name.
        automountServiceAccountToken: true,
        enableServiceLinks: false,
        priorityClassName: args.priorityClassName,
        securityContext: podSecurityContext(),
        ...args.placement,
        containers: [
            {
                name: args.name,
                image: `docker.io/curlimages/curl:${version}`,
                imagePullPolicy: "IfNotPresent",
                command: ["sh", "-c", args.script],
                env: Object.entries(env).map(([variable, value]) => ({ name: variable, value })),
                resources: resources("25m", "200m", "64Mi"),
                securityContext: containerSecurityContext,
                volumeMounts: [{ name: "work", mountPath: workDirectory }],
            },
        ],
        volumes: [{ name: "work", emptyDir: { sizeLimit: "16Mi" } }],
    };
}
