/** Which families of actions IAM asks for to make a resource of the AWS provider, by the module in its type. */

/** Modules whose name is not IAM's: https://docs.aws.amazon.com/service-authorization/latest/reference/ */
const families: Readonly<Record<string, readonly string[]>> = {
    acm: ["acm"],
    alb: ["elasticloadbalancing"],
    applicationautoscaling: ["application-autoscaling"],
    autoscaling: ["autoscaling"],
    // A vault is mounted through a family of its own.
    backup: ["backup", "backup-storage"],
    cloudwatch: ["cloudwatch"],
    codebuild: ["codebuild"],
    codeconnections: ["codeconnections"],
    dynamodb: ["dynamodb"],
    ec2: ["ec2"],
    ecr: ["ecr"],
    eks: ["eks"],
    elasticache: ["elasticache"],
    guardduty: ["guardduty"],
    iam: ["iam"],
    kinesis: ["firehose"],
    kms: ["kms"],
    lambda: ["lambda"],
    lb: ["elasticloadbalancing"],
    rds: ["rds"],
    resourcegroups: ["resource-groups"],
    route53: ["route53"],
    s3: ["s3"],
    s3control: ["s3"],
    scheduler: ["scheduler"],
    secretsmanager: ["secretsmanager"],
    securityhub: ["securityhub"],
    sns: ["sns"],
    sqs: ["sqs"],
    ssm: ["ssm"],
    // Rules of security groups, one resource each.
    vpc: ["ec2"],
    wafv2: ["wafv2"],
};

/** Terraform put logs and event buses into one module with metrics; for IAM they are three services. */
const cloudwatchParts: readonly (readonly [prefix: string, family: string])[] = [
    ["log", "logs"],
    ["event", "events"],
];

/** @throws Error for a module that nobody has looked up: a guess would be a deployer without rights. */
export function iamFamilies(type: string): readonly string[] {
    const [, module = "", resource = ""] = /^aws:([^/:]+)\/([^:]+):/.exec(type) ?? [];
    if (module === "cloudwatch") {
        const part = cloudwatchParts.find(([prefix]) => resource.startsWith(prefix));
        if (part !== undefined) return [part[1]];
    }
    const found = families[module];
    if (found === undefined) throw new Error(`tests/docs/iam-families.ts does not know the IAM family of ${type}`);
    return found;
}
