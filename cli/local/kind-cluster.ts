/** The kind cluster of `kind.yaml`, and the registry beside it that its nodes pull from. */
import { fileURLToPath } from "node:url";
import { root } from "../command.ts";
import { print } from "../output.ts";
import { attach, output, run } from "../tools/run.ts";
import { ToolError } from "../tools/tool-error.ts";

const cluster = "strata";
const registry = "strata-registry";

// renovate: datasource=docker depName=registry
const registryVersion = "3.0.0@sha256:6c5666b861f3505b116bb9aa9b25175e71210414bd010d92035ff64018f9457e";

/** Context that kind writes into the kubeconfig. */
export const kindContext = `kind-${cluster}`;

export async function clusterExists(): Promise<boolean> {
    return (await output("kind", ["get", "clusters"])).split("\n").includes(cluster);
}

/** kind removes what it has begun when it fails. */
export async function createCluster(): Promise<void> {
    const config = fileURLToPath(new URL("kind.yaml", root));
    const code = await attach("kind", ["create", "cluster", "--config", config, "--wait", "180s"]);
    if (code !== 0) throw new ToolError("kind did not make the cluster; nothing of it is left.");
}

/** The kubeconfig may have lost its context since the cluster was made. */
export async function exportContext(): Promise<void> {
    await output("kind", ["export", "kubeconfig", "--name", cluster]);
}

/**
 * To nodes `localhost` is the node itself, so each is told where `localhost:<port>` lies.
 * https://kind.sigs.k8s.io/docs/user/local-registry/
 */
export async function serveRegistry(port: number): Promise<void> {
    const { code, stdout } = await run("docker", ["inspect", "--format", "{{.State.Running}}", registry]);
    if (code !== 0) {
        print(`Starting a registry at localhost:${port}`);
        const where = ["--publish", `127.0.0.1:${port}:5000`, "--name", registry];
        const args = ["run", "--detach", "--restart", "always", ...where, `registry:${registryVersion}`];
        await output("docker", args, { timeoutSeconds: 300 });
    } else if (stdout.trim() !== "true") await output("docker", ["start", registry]);
    const networks = await output("docker", ["inspect", "--format", "{{json .NetworkSettings.Networks}}", registry]);
    if (!Object.hasOwn(JSON.parse(networks) as object, "kind"))
        await output("docker", ["network", "connect", "kind", registry]);

    const folder = `/etc/containerd/certs.d/localhost:${port}`;
    const script = `mkdir -p ${folder} && cat > ${folder}/hosts.toml`;
    const nodes = (await output("kind", ["get", "nodes", "--name", cluster])).split("\n").filter(Boolean);
    for (const node of nodes) {
        const input = `[host."http://${registry}:5000"]\n`;
        await output("docker", ["exec", "--interactive", node, "sh", "-c", script], { input });
    }
}

export async function deleteCluster(): Promise<void> {
    await output("kind", ["delete", "cluster", "--name", cluster], { timeoutSeconds: 300 });
    const { code } = await run("docker", ["inspect", registry]);
    // With what was pushed: the volume is the container's own.
    if (code === 0) await output("docker", ["rm", "--force", "--volumes", registry]);
}
