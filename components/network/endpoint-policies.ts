/**
 * Who may pass an endpoint. They grant nothing: what a role may do is IAM's to say. They keep credentials of another
 * account, brought along by whoever broke in, from carrying data away.
 */

type Statement = Readonly<Record<string, unknown>>;

const policy = (...statements: readonly Statement[]): string =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements });

const ownPrincipals = (accountId: string): Statement => ({
    Sid: "PrincipalsOfTheAccount",
    Effect: "Allow",
    Principal: { AWS: "*" },
    Action: "*",
    Resource: "*",
    Condition: { StringEquals: { "aws:PrincipalAccount": accountId } },
});

export const interfacePolicy = (accountId: string): string => policy(ownPrincipals(accountId));

/** A pod that trades its token for a role is nobody's principal yet. */
export const stsPolicy = (accountId: string): string =>
    policy(ownPrincipals(accountId), {
        Sid: "RolesOfServiceAccounts",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: "sts:AssumeRoleWithWebIdentity",
        Resource: `arn:aws:iam::${accountId}:role/*`,
    });

/**
 * Layers of images are fetched with addresses that ECR signs, and those of registry.k8s.io without credentials:
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html and
 * https://github.com/kubernetes/registry.k8s.io/blob/main/cmd/archeio/docs/request-handling.md
 */
export const s3Policy = (accountId: string, region: string): string =>
    policy(ownPrincipals(accountId), {
        Sid: "LayersOfImages",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: "s3:GetObject",
        Resource: [
            `arn:aws:s3:::prod-${region}-starport-layer-bucket/*`,
            `arn:aws:s3:::prod-registry-k8s-io-${region}/*`,
        ],
    });
