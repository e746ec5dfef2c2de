import { isTrue } from "../read.ts";
import { celText } from "../admission/cel.ts";
import { defineRule } from "../rule.ts";
import { celUnlessNodeAgent, isNodeAgent, nodeAgentOptions } from "../shared/node-agents.ts";
import { nested, podSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

const NAMESPACES: Readonly<Record<string, string>> = {
    hostNetwork: "it is past all network policies and reaches what listens on the node",
    hostPID: "it sees and signals the processes of all pods of the node",
    hostIPC: "it shares memory with all pods of the node",
};

export const rule = defineRule({
    name: "k8s-no-host-namespaces",
    title: "No pod shares a namespace of its node",
    rationale: "The network, the processes and the shared memory of a node belong to all pods on it.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    standards: [
        { framework: "CIS EKS", id: "4.2.2" },
        { framework: "CIS EKS", id: "4.2.3" },
        { framework: "CIS EKS", id: "4.2.4" },
        { framework: "Pod Security Standards", id: "hostNamespaces" },
    ],
    options: nodeAgentOptions,
    pods: "all",
    checkPod(subject, verdict, { options }) {
        if (isNodeAgent(subject, options.nodeAgents)) return;
        const { pod } = subject;
        for (const [field, because] of Object.entries(NAMESPACES)) {
            const value = pod.spec[field];
            if (value === UNKNOWN) verdict.unknown(`${pod.specPath}.${field}`);
            else if (isTrue(value))
                verdict.bad({
                    message: `the pod has ${field} true: ${because}`,
                    remedy: podSnippet(pod, nested([field], "false")),
                });
        }
    },
    cel: (options) => {
        const faults = Object.entries(NAMESPACES).map(
            ([field, because]) =>
                `(variables.podSpec.?${field}.orValue(false) == true ? [${celText(`the pod has ${field} true: ${because}`)}] : [])`,
        );
        const listed = `variables.listed ? ${faults.join(" + ")} : []`;
        return { pods: { faults: celUnlessNodeAgent(options.nodeAgents, listed) } };
    },
});
