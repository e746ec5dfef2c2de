/**
 * The ECR repositories of a system's own images. Each stack has its own below the prefix of its registry, so that none
 * reaches another's: an image is promoted by copying it from prefix to prefix, and its digest stays the same.
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { SystemSpec } from "../../systems/spec.ts";
import type { EcrAddress } from "./registry-address.ts";

export interface ImageRepositoriesArgs {
    readonly system: SystemSpec;
    readonly registry: EcrAddress;
    readonly protect: boolean;
}

/** Days after which an image without a tag goes: a build that failed halfway. What has a tag may be running somewhere. */
const untaggedDays = 14;

export class ImageRepositories extends pulumi.ComponentResource {
    constructor(name: string, args: ImageRepositoriesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:ImageRepositories", name, {}, opts);
        for (const image of ownImages(args.system)) this.#repository(name, args, image);
        this.registerOutputs({});
    }

    #repository(name: string, { registry, protect }: ImageRepositoriesArgs, image: string): void {
        const { accountId, region, prefix } = registry;
        const logicalName = `${name}-image-${image}`;
        const repository = new aws.ecr.Repository(
            logicalName,
            {
                name: `${prefix}${image}`,
                region,
                // What was tested under a tag is what runs under it.
                imageTagMutability: "IMMUTABLE",
                imageScanningConfiguration: { scanOnPush: true },
                encryptionConfigurations: [{ encryptionType: "KMS" }],
                forceDelete: !protect,
            },
            { parent: this, protect },
        );
        const child = { parent: this, protect };
        new aws.ecr.LifecyclePolicy(
            logicalName,
            {
                repository: repository.name,
                region,
                policy: JSON.stringify({
                    rules: [
                        {
                            rulePriority: 1,
                            description: `Untagged for ${untaggedDays} days`,
                            selection: {
                                tagStatus: "untagged",
                                countType: "sinceImagePushed",
                                countUnit: "days",
                                countNumber: untaggedDays,
                            },
                            action: { type: "expire" },
                        },
                    ],
                }),
            },
            child,
        );
        new aws.ecr.RepositoryPolicy(
            logicalName,
            {
                repository: repository.name,
                region,
                policy: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Sid: "OnlyThisAccount",
                            Effect: "Deny",
                            Principal: "*",
                            Action: "ecr:*",
                            Condition: {
                                StringNotEquals: { "aws:PrincipalAccount": accountId },
                                // A service of AWS that scans or copies has no account.
                                Bool: { "aws:PrincipalIsAWSService": "false" },
                            },
                        },
                    ],
                }),
            },
            child,
        );
    }
}

/** Images that the system brings itself; a third party's lie elsewhere. */
function ownImages({ services, jobs }: SystemSpec): readonly string[] {
    const containers = [
        ...Object.values(jobs),
        ...Object.values(services).flatMap((service) => [
            service,
            ...Object.values(service.initContainers ?? {}),
            ...Object.values(service.sidecars ?? {}),
        ]),
    ];
    const names = containers.flatMap(({ image }) => (typeof image === "string" ? [image] : []));
    return [...new Set(names)].toSorted();
}
