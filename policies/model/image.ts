/** The parts of an image reference: host:port/name:tag@digest. */

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
