import { celList } from "../admission/cel.ts";
import { at, fields, isPresent, show } from "../read.ts";
import { defineRule } from "../rule.ts";
import { eachItem } from "../shared/each-item.ts";
import { celUnlessNodeAgent, isNodeAgent, nodeAgentOptions } from "../shared/node-agents.ts";
import { celVolumes } from "../shared/volumes.ts";
import { podSnippet } from "../shared/yaml.ts";

/** A volume that has only a name is an emptyDir. */
const ALLOWED: ReadonlySet<string> = new Set([
    "name",
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
]);

export const rule = defineRule({
    name: "k8s-volume-types",
    title: "Volumes are of types that Pod Security allows",
    rationale:
        "Other types reach the node or a server past the cluster's own storage, and most are gone from Kubernetes.",
    levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "Pod Security Standards", id: "restrictedVolumes" }],
    options: nodeAgentOptions,
    pods: "all",
    checkPod(subject, verdict, { options }) {
        if (isNodeAgent(subject, options.nodeAgents)) return;
        const { pod } = subject;
        eachItem(pod.spec["volumes"], `${pod.specPath}.volumes`, verdict, (volume) => {
            for (const [type, value] of Object.entries(fields(volume))) {
                if (ALLOWED.has(type) || !isPresent(value)) continue;
                verdict.bad({
                    message: `volume ${show(at(volume, "name"))} is of type ${type}, allowed are configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected and secret`,
                    remedy: podSnippet(
                        pod,
                        "volumes:\n  - name: <name>\n    persistentVolumeClaim:\n      claimName: <claim>",
                    ),
                });
            }
        });
    },
    cel: (options) => {
        const faults =
            `variables.volumes.filter(v, v.exists(type, !(type in ${celList([...ALLOWED])})))` +
            '.map(v, "volume \\"" + v.?name.orValue("") + "\\" is of a type that is not allowed")';
        return { pods: { variables: celVolumes, faults: celUnlessNodeAgent(options.nodeAgents, faults) } };
    },
});
