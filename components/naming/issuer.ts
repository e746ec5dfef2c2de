/** ClusterIssuer that signs what stays inside a site: made by the add-on `issuers`. */
export const internalIssuer = "strata-ca";
