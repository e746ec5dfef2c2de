/** ClusterIssuer that signs what stays inside a site: made by the add-on `issuers`. */
export const internalIssuer = "strata-ca";

/** ClusterIssuer for the roots of authorities, each of which signs itself: made by the add-on `issuers`. */
export const selfSignedIssuer = "strata-self-signed";
