/**
 * Security policies of AWS load balancers with TLS 1.2 as their least and forward secrecy throughout.
 * A list and not a pattern: a name that does not exist must not pass. A listener that names none gets TLS 1.0.
 */
const STRONG: ReadonlySet<string> = new Set([
    "ELBSecurityPolicy-FS-1-2-Res-2019-08",
    "ELBSecurityPolicy-FS-1-2-Res-2020-10",
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-FIPS-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-RFC9151-FIPS-2023-07",
]);

export const WANTED_TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";

export const STRONG_TLS_POLICIES: readonly string[] = [...STRONG];

export function isStrongTlsPolicy(name: string): boolean {
    return STRONG.has(name);
}

/** What a classic load balancer has to offer: the one without TLS 1.0 and 1.1, some of whose ciphers lack forward secrecy. */
export const WANTED_CLASSIC_POLICY = "ELBSecurityPolicy-TLS-1-2-2017-01";

export function isStrongClassicPolicy(name: string): boolean {
    return name === WANTED_CLASSIC_POLICY;
}

/** Security policies of CloudFront for a certificate of one's own: TLS 1.2 or later, no cipher in CBC mode. */
const STRONG_CLOUDFRONT = new Set(["TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"]);

export const WANTED_CLOUDFRONT_POLICY = "TLSv1.2_2021";

export function isStrongCloudfrontPolicy(name: string): boolean {
    return STRONG_CLOUDFRONT.has(name);
}

/** Security policies of OpenSearch's endpoints. */
const STRONG_SEARCH = new Set([
    "Policy-Min-TLS-1-2-2019-07",
    "Policy-Min-TLS-1-2-PFS-2023-10",
    "Policy-Min-TLS-1-2-RFC9151-FIPS-2024-08",
]);

export const WANTED_SEARCH_POLICY = "Policy-Min-TLS-1-2-PFS-2023-10";

export function isStrongSearchPolicy(name: string): boolean {
    return STRONG_SEARCH.has(name);
}
