import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

export interface VpcCniInputs {
    readonly addonVersion?: pulumi.Input<string>;
    readonly enableNetworkPolicy?: boolean;
    readonly securityContextPrivileged?: boolean;
}

export class VpcCniAddon extends pulumi.ComponentResource {
    constructor(
        name: string,
        args: VpcCniInputs & { readonly clusterName: pulumi.Input<string> },
        opts: pulumi.ComponentResourceOptions,
    ) {
        super("eks:index:VpcCniAddon", name, {}, opts);
        if (args.addonVersion === undefined) throw new Error("vpc-cni: without addonVersion it would be looked up");
        const { clusterName, addonVersion, enableNetworkPolicy } = args;
        const configurationValues = JSON.stringify({
            // The settings of the plug-in that the component writes in any case are left out.
            ...(enableNetworkPolicy === undefined ? {} : { enableNetworkPolicy: String(enableNetworkPolicy) }),
        });
        const addon = new aws.eks.Addon(
            name,
            { clusterName, addonName: "vpc-cni", addonVersion, preserve: true, configurationValues },
            { parent: this },
        );
        if (args.securityContextPrivileged === true) {
            new k8s.apps.v1.DaemonSetPatch(
                name,
                { metadata: { name: "aws-node", namespace: "kube-system" } },
                { parent: this, dependsOn: [addon], retainOnDelete: true },
            );
        }
        this.registerOutputs({});
    }
}
