/** ClusterIssuer that signs what stays inside a site: made by the add-on `issuers`. */
export const internalIssuer = "strata-ca";

/** ClusterIssuer for the roots of authorities, each of which signs itself: made by the add-on `issuers`. */
export const selfSignedIssuer = "strata-self-signed";

/** ClusterIssuers for hosts that the world reaches: made by the add-on `issuers` where there is a cloud with a zone. */
export const publicIssuer = "letsencrypt-prod";

/** The same from Let's Encrypt's own trial, which no browser trusts and whose limits nobody reaches. */
export const trialIssuer = "letsencrypt-staging";
