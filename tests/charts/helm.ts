/** Helm as these checks need it: it downloads a chart once, and renders it as often as it is installed. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { buildGoTool, goToolPath, type GoTool } from "../support/go-tool.ts";
import type { Release } from "./releases.ts";

// renovate: datasource=go depName=helm.sh/helm/v3
const version = "v3.22.0";

/** What clusters of the stacks run; charts choose by it what they render. */
const KUBERNETES = "1.35.0";

/** Served by what other add-ons install, and asked for by charts. */
const SERVED = [
    "cert-manager.io/v1",
    "gateway.networking.k8s.io/v1",
    "monitoring.coreos.com/v1",
    "monitoring.coreos.com/v1/PodMonitor",
    "monitoring.coreos.com/v1/PrometheusRule",
    "monitoring.coreos.com/v1/ServiceMonitor",
    // Of Kubernetes itself: without a cluster Helm knows groups and versions, and no kinds.
    "policy/v1/PodDisruptionBudget",
];

export class HelmError extends Error {}

export interface Helm {
    /**
     * @returns the path of the chart
     * @throws HelmError where it cannot be had
     */
    download(release: Release): string;
    /**
     * `crds`: also those that Helm installs once and never changes.
     * @returns manifests, hooks included
     * @throws HelmError where the chart refuses the values
     */
    render(release: Release, chart: string, options?: { readonly crds?: boolean }): string;
}

/** `charts`: a folder that holds charts by name, unpacked or as archives, in place of their repositories. */
export function createHelm(charts: string | undefined): Helm {
    const binary = findHelm();
    const run = (args: readonly string[], input = ""): string => {
        const { status, stdout, stderr, error } = spawnSync(binary, args, {
            input,
            encoding: "utf8",
            maxBuffer: 2 ** 28,
        });
        if (error !== undefined) throw error;
        if (status !== 0) throw new HelmError(/^(?:Error: )?(.*)/.exec(stderr.trim())?.[1]);
        return stdout;
    };
    return {
        download: (release) => (charts === undefined ? pull(run, release) : localChart(charts, release)),
        render: ({ name, namespace, values }, chart, { crds = false } = {}) =>
            run(
                [
                    ...["template", name, chart, "--namespace", namespace, "--values", "-", "--skip-tests"],
                    ...(crds ? ["--include-crds"] : []),
                    ...["--kube-version", KUBERNETES, "--api-versions", SERVED.join(",")],
                ],
                values,
            ),
    };
}

const tool: GoTool = {
    name: "helm",
    module: "helm.sh/helm/v3",
    version,
    command: "cmd/helm",
    variables: { "helm.sh/helm/v3/internal/version.version": version },
};

/** Whether nothing has to be built first. */
export const helmIsThere = (): boolean => helmOnPath() !== undefined || existsSync(goToolPath(tool));

const findHelm = (): string => helmOnPath() ?? buildGoTool(tool);

const helmOnPath = (): string | undefined =>
    (process.env["PATH"] ?? "")
        .split(delimiter)
        .map((directory) => join(directory, "helm"))
        .find((candidate) => existsSync(candidate));

const CACHE = new URL("../../node_modules/.cache/strata/charts/", import.meta.url).pathname;

/** A version of a chart does not change: what was downloaded once stays. */
function pull(
    run: (args: readonly string[]) => string,
    { chart, source, repository, version: pinned }: Release,
): string {
    const archive = join(CACHE, `${chart}-${pinned}.tgz`);
    if (existsSync(archive)) return archive;
    mkdirSync(CACHE, { recursive: true });
    const from = repository === undefined ? [] : ["--repo", repository];
    run(["pull", source, ...from, "--version", pinned, "--destination", CACHE]);
    if (!existsSync(archive)) throw new HelmError(`the archive is not called ${chart}-${pinned}.tgz`);
    return archive;
}

function localChart(charts: string, { chart, version: pinned }: Release): string {
    // First what names its version: two of them may lie side by side.
    const candidates = [join(charts, `${chart}-${pinned}.tgz`), join(charts, chart)];
    const found = candidates.find((candidate) => existsSync(candidate));
    if (found === undefined) throw new HelmError(`there is neither ${candidates.join(" nor ")}`);
    return found;
}
