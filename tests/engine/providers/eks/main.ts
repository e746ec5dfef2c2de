/** Stands in for the eks provider: its components are remote, so their children are registered from this process. */
import type { ComponentResourceOptions, Inputs } from "@pulumi/pulumi";
// Resource references to clusters and node groups arrive as objects only when the SDKs are loaded.
import "@pulumi/eks";
import { main } from "@pulumi/pulumi/provider/index.js";
import { endWithParent, sdkVersion } from "../serve.ts";
import { constructCluster, type ClusterInputs } from "./cluster.ts";
import { constructNodeGroup, type NodeGroupInputs } from "./node-group.ts";

const version = sdkVersion("eks");

await main(
    {
        version,
        construct: (name: string, type: string, inputs: Inputs, options: ComponentResourceOptions) => {
            if (type === "eks:index:Cluster") {
                return Promise.resolve(constructCluster(name, inputs as ClusterInputs, options));
            }
            if (type === "eks:index:ManagedNodeGroup") {
                return Promise.resolve(constructNodeGroup(name, inputs as NodeGroupInputs, options));
            }
            return Promise.reject(new Error(`the stand-in for eks does not know ${type}`));
        },
    },
    process.argv.slice(2),
);
endWithParent();
