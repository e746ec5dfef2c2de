import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";

/** The component's role for the control plane; the logical name of an attachment ends with the hash of its policy. */
export class ServiceRole extends pulumi.ComponentResource {
    readonly role: aws.iam.Role;
    readonly attachments: readonly aws.iam.RolePolicyAttachment[];

    constructor(name: string, service: string, policies: readonly string[], opts: pulumi.ComponentResourceOptions) {
        super("eks:index:ServiceRole", name, {}, opts);
        const assumeRolePolicy = JSON.stringify({
            Version: "2012-10-17",
            Statement: [
                { Action: ["sts:AssumeRole", "sts:TagSession"], Effect: "Allow", Principal: { Service: [service] } },
            ],
        });
        this.role = new aws.iam.Role(`${name}-role`, { assumeRolePolicy }, { parent: this });
        this.attachments = policies.map((policyArn) => {
            const hash = createHash("sha1").update(policyArn).digest("hex").slice(0, 8);
            return new aws.iam.RolePolicyAttachment(
                `${name}-${hash}`,
                { policyArn, role: this.role },
                { parent: this },
            );
        });
        this.registerOutputs({});
    }
}
