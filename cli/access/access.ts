/** `strata access`: says where and how to sign in, then forwards the port until somebody ends it. */
import { InputError } from "../../config/problem.ts";
import { exitCodes, type ExitCode } from "../../preview/exit-codes.ts";
import { Refusal, root } from "../command.ts";
import type { AccessOptions, View } from "../commands/access.ts";
import { openSite } from "../live/live-site.ts";
import { print } from "../output.ts";
import { loadStack, type StackSite } from "../stack.ts";
import { endedByUser } from "../tools/run.ts";
import { argocdSignIn } from "./argocd.ts";
import { grafanaSignIn } from "./grafana.ts";

interface Target {
    readonly namespace: string;
    /** As kubectl takes it; a Deployment where no Service shows the port. */
    readonly kind: "deployment" | "svc";
    readonly name: string;
    readonly port: number;
    /** Behind the address. */
    readonly path?: string;
    /** On this machine, unless told otherwise. */
    readonly localPort: number;
    readonly scheme: "http" | "https";
    /** What to know before signing in. */
    readonly signIn?: (site: StackSite, address: string) => Promise<readonly string[]>;
}

const targets: Readonly<Record<View, Target>> = {
    argocd: {
        namespace: "argocd",
        kind: "svc",
        name: "argocd-server",
        port: 443,
        localPort: 8080,
        scheme: "https",
        signIn: argocdSignIn,
    },
    prometheus: {
        namespace: "monitoring",
        kind: "svc",
        name: "prometheus",
        port: 9090,
        localPort: 9090,
        scheme: "http",
    },
    grafana: {
        namespace: "monitoring",
        kind: "svc",
        name: "prometheus-grafana",
        port: 80,
        localPort: 3000,
        scheme: "http",
        signIn: grafanaSignIn,
    },
    traefik: {
        namespace: "traefik",
        kind: "deployment",
        name: "traefik",
        port: 8080,
        localPort: 8080,
        scheme: "http",
        path: "/dashboard/",
    },
};

export async function access(view: View, stackName: string, options: AccessOptions): Promise<ExitCode> {
    const stack = await loadStack(root, stackName);
    const site = stack.site(options.site);
    const target = targets[view];
    const { namespace, kind, name, scheme } = target;
    const localPort = portOf(options.port) ?? target.localPort;
    const address = `localhost:${localPort}`;
    const { kubectl } = await openSite(stack, site);
    const found = await kubectl.run(["get", kind, name, "--namespace", namespace, "--output", "name"]);
    if (found.code !== 0) throw new Refusal(`Site ${site.name} has no ${view}: ${found.stderr.trim()}`);
    print(`${scheme}://${address}${target.path ?? ""}`);
    for (const line of (await target.signIn?.(site, address)) ?? []) print(line);
    const ports = `${localPort}:${target.port}`;
    const code = await kubectl.attach(["port-forward", "-n", namespace, `${kind}/${name}`, ports]);
    return code === 0 || endedByUser(code) ? exitCodes.clean : exitCodes.fault;
}

function portOf(text: string | undefined): number | undefined {
    if (text === undefined) return undefined;
    const port = Number(text);
    if (/^\d+$/.test(text) && port > 0 && port < 65536) return port;
    const message = `found "${text}", allowed: a port from 1 to 65535.`;
    throw new InputError([{ file: "command line", path: "--port", message }]);
}
