/** Images of the systems that the registry on this machine does not have: what nobody pushed, no node can pull. */
import { imageReference } from "../../components/service-deployment/plan.ts";
import type { Stack } from "../stack.ts";

/** Of the stack's own registry, each once. */
export function ownImages({ config, sites, system }: Stack): readonly string[] {
    const { registry } = config.images;
    const names = [...new Set(sites.flatMap((site) => site.config.systems))];
    const images = names.flatMap((name) => {
        const { services, spec, settings } = system(name);
        return [
            ...services.map((service) => service.image(service.spec.image)),
            ...Object.values(spec.jobs).map(({ image }) => imageReference(image, registry, settings.tag)),
        ];
    });
    return [...new Set(images)].filter((image) => image.startsWith(`${registry}/`)).toSorted();
}

/** Which of them a registry without TLS at `localhost:<port>` has not. */
export async function missingImages(images: readonly string[]): Promise<readonly string[]> {
    const there = await Promise.all(images.map(isThere));
    return images.filter((_, index) => there[index] !== true);
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#checking-if-content-exists-in-the-registry */
async function isThere(image: string): Promise<boolean> {
    const [, host, repository, tag] = /^([^/]+)\/(.+):([^:]+)$/.exec(image) ?? [];
    const accept = [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ].join(", ");
    try {
        const address = `http://${host ?? ""}/v2/${repository ?? ""}/manifests/${tag ?? ""}`;
        const { ok } = await fetch(address, { method: "HEAD", headers: { accept } });
        return ok;
    } catch {
        // Nobody answers there: then it has none either.
        return false;
    }
}

/** Port of a registry on this machine, `localhost:5001`; undefined where images come from elsewhere. */
export function localRegistryPort({ config }: Stack): number | undefined {
    const port = /^localhost:(\d+)$/.exec(config.images.registry)?.[1];
    return port === undefined ? undefined : Number(port);
}
