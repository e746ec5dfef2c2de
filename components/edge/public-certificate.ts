/** A certificate of AWS Certificate Manager in the site's region, proven by a record in the domain's hosted zone. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface PublicCertificateArgs {
    readonly domain: string;
    readonly zoneId: pulumi.Input<string>;
}

export class PublicCertificate extends pulumi.ComponentResource {
    public readonly arn: pulumi.Output<string>;
    /** Done when the certificate is issued: a listener refuses one that is pending. */
    public readonly validation: aws.acm.CertificateValidation;

    constructor(name: string, args: PublicCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
        super("strata:index:PublicCertificate", name, {}, opts);
        const child = { parent: this };
        const certificate = new aws.acm.Certificate(
            name,
            { domainName: args.domain, validationMethod: "DNS", keyAlgorithm: "EC_prime256v1" },
            child,
        );
        const option = certificate.domainValidationOptions.apply((options) => options[0]);
        const record = new aws.route53.Record(
            `${name}-validation`,
            {
                zoneId: args.zoneId,
                name: option.apply((value) => value?.resourceRecordName ?? ""),
                type: option.apply((value) => value?.resourceRecordType ?? "CNAME"),
                records: [option.apply((value) => value?.resourceRecordValue ?? "")],
                ttl: 300,
            },
            child,
        );
        this.validation = new aws.acm.CertificateValidation(
            name,
            { certificateArn: certificate.arn, validationRecordFqdns: [record.fqdn] },
            child,
        );
        this.arn = certificate.arn;
        this.registerOutputs({ arn: this.arn });
    }
}
