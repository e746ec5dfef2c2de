import { at, show } from "../read.ts";
import { defineRule } from "../rule.ts";
import { eachItem } from "../shared/each-item.ts";
import { celUnlessNodeAgent, isNodeAgent, nodeAgentOptions } from "../shared/node-agents.ts";
import { celVolumes } from "../shared/volumes.ts";
import { podSnippet, specSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

export const rule = defineRule({
    name: "k8s-no-host-path",
    title: "No volume is a folder of the node",
    rationale: "The node's files hold the kubelet's credentials and the sockets of the container runtime.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "Pod Security Standards", id: "hostPathVolumes" }],
    configOnlyExemption: true,
    options: nodeAgentOptions,
    types: ["kubernetes:core/v1:PersistentVolume"],
    check({ props }, verdict) {
        const hostPath = at(props, "spec", "hostPath");
        if (hostPath === UNKNOWN) verdict.unknown("spec.hostPath");
        else if (hostPath !== undefined)
            verdict.bad({
                message: `spec.hostPath is ${show(at(hostPath, "path"))} of the node, allowed is none`,
                remedy: specSnippet("hostPath: null   # remove; volumes come from a StorageClass"),
            });
    },
    pods: "all",
    checkPod(subject, verdict, { options }) {
        if (isNodeAgent(subject, options.nodeAgents)) return;
        const { pod } = subject;
        eachItem(pod.spec["volumes"], `${pod.specPath}.volumes`, verdict, (volume, path) => {
            const hostPath = at(volume, "hostPath");
            if (hostPath === UNKNOWN) verdict.unknown(`${path}.hostPath`);
            else if (hostPath !== undefined)
                verdict.bad({
                    message: `volume ${show(at(volume, "name"))} is the folder ${show(at(hostPath, "path"))} of the node, allowed is none`,
                    remedy: podSnippet(
                        pod,
                        "volumes:\n  - name: <name>\n    emptyDir: {}   # or a persistentVolumeClaim",
                    ),
                });
        });
    },
    cel: (options) => {
        const faults =
            "variables.volumes.filter(v, v.?hostPath.hasValue())" +
            '.map(v, "volume \\"" + v.?name.orValue("") + "\\" is a folder of the node")';
        return { pods: { variables: celVolumes, faults: celUnlessNodeAgent(options.nodeAgents, faults) } };
    },
});
