/** Names of what bootstrap makes, plain: policies name each other's resources before they exist. */
import type { BootstrapArgs } from "./args.ts";

type Place = Pick<BootstrapArgs, "environment" | "accountId" | "region">;

export const githubIssuer = "token.actions.githubusercontent.com";

/** The account makes it unique in all of AWS. */
export const stateBucket = ({ environment, accountId }: Place): string => `strata-${environment}-${accountId}-state`;

export const stateKeyAlias = ({ environment }: Place): string => `alias/strata-${environment}-state`;

export const roleName = ({ environment }: Place, purpose: "preview" | "deploy" | "runner"): string =>
    `strata-${environment}-${purpose}`;

export const roleArn = (place: Place, purpose: "preview" | "deploy" | "runner"): string =>
    `arn:aws:iam::${place.accountId}:role/${roleName(place, purpose)}`;

export const githubProviderArn = ({ accountId }: Place): string =>
    `arn:aws:iam::${accountId}:oidc-provider/${githubIssuer}`;

export const backendUrl = (place: Place): string => `s3://${stateBucket(place)}?region=${place.region}`;

export const secretsProvider = (place: Place): string => `awskms://${stateKeyAlias(place)}?region=${place.region}`;
