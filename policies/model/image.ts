/** The parts of an image reference: host:port/name:tag@digest. */
import { matchesPattern } from "./pattern.ts";

export interface Image {
    readonly repository: string;
    readonly tag: string | undefined;
    readonly digest: string | undefined;
}

export function parseImage(reference: string): Image {
    const [name = "", ...digests] = reference.split("@");
    const slash = name.lastIndexOf("/");
    // A colon before the last slash is the registry's port.
    const colon = name.indexOf(":", slash + 1);
    return {
        repository: colon < 0 ? name : name.slice(0, colon),
        tag: colon < 0 ? undefined : name.slice(colon + 1),
        digest: digests.length === 0 ? undefined : digests.join("@"),
    };
}

/** Where an image comes from, with what container runtimes fill in. */
export interface Origin {
    readonly registry: string;
    readonly path: string;
}

const DOCKER_HUB = "docker.io";

/** The registry that a repository names; undefined where it leaves it to the runtime. */
export function registryIn(repository: string): string | undefined {
    const first = repository.slice(0, Math.max(repository.indexOf("/"), 0));
    return first === "localhost" || /[.:]/.test(first) ? first : undefined;
}

export function originOf({ repository }: Image): Origin {
    const named = registryIn(repository);
    if (named === undefined)
        return { registry: DOCKER_HUB, path: repository.includes("/") ? repository : `library/${repository}` };
    const registry = named === `index.${DOCKER_HUB}` ? DOCKER_HUB : named;
    return { registry, path: repository.slice(named.length + 1) };
}

/** Whether it lies in one of the places: a registry, in which * stands for anything, and as much of the path as is said. */
export function isWithin({ registry, path }: Origin, places: readonly string[]): boolean {
    return places.some((place) => {
        const [host = "", ...steps] = place.split("/");
        const folder = steps.join("/");
        return matchesPattern(host, registry) && (folder === "" || path === folder || path.startsWith(`${folder}/`));
    });
}

/** One release of a channel, as in edge-26.8.3: such a tag stays. */
export const CHANNEL_RELEASE = /^(?:edge|nightly|stable)-v?[0-9]+[.][0-9]+[.][0-9]+$/;

/** Words that, as a part of a tag, say that it moves: latest-pg15 and dev-latest move like latest does. */
export function movingWord(tag: string, words: readonly string[]): string | undefined {
    if (CHANNEL_RELEASE.test(tag)) return undefined;
    const parts = tag.toLowerCase().split(/[-_.]/);
    return words.find((word) => parts.includes(word.toLowerCase()));
}
