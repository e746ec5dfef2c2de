/** What the address of an image registry says, where it is one of ECR. */
export interface EcrAddress {
    readonly accountId: string;
    readonly region: string;
    /** Start of every repository's name, with a slash behind; empty where the address names none. */
    readonly prefix: string;
}

export function ecrAddress(registry: string): EcrAddress | undefined {
    const [, accountId, region, path] =
        /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\/(.+))?$/.exec(registry) ?? [];
    if (accountId === undefined || region === undefined) return undefined;
    return { accountId, region, prefix: path === undefined ? "" : `${path.replace(/\/$/, "")}/` };
}
