import type { Container } from "../model/container.ts";
import { at, count, show, textOr } from "../read.ts";
import { defineRule, type Verdict } from "../rule.ts";
import { eachItem } from "../shared/each-item.ts";
import { celUnlessNodeAgent, isNodeAgent, nodeAgentOptions } from "../shared/node-agents.ts";
import { containerSnippet } from "../shared/yaml.ts";
import { UNKNOWN } from "../unknown.ts";

function judgePorts(container: Container, verdict: Verdict): void {
    eachItem(container.fields["ports"], `${container.path}.ports`, verdict, (port, path) => {
        const hostPort = at(port, "hostPort");
        if (hostPort === UNKNOWN) verdict.unknown(`${path}.hostPort`);
        else if (hostPort !== undefined && count(hostPort) !== 0)
            verdict.bad({
                message: `${container.title} has hostPort ${show(hostPort)}, allowed is none`,
                remedy: containerSnippet(
                    container,
                    `ports:\n  - containerPort: ${textOr(at(port, "containerPort"), "<port>")}\n    hostPort: null   # remove; a Service leads to the pod`,
                ),
            });
    });
}

export const rule = defineRule({
    name: "k8s-no-host-ports",
    title: "No container takes a port of its node",
    rationale: "A port of the node is open to whoever reaches the node, and only one pod per node can have it.",
    levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
    standards: [{ framework: "Pod Security Standards", id: "hostPorts" }],
    options: nodeAgentOptions,
    pods: "all",
    checkPod(subject, verdict, { options }) {
        if (isNodeAgent(subject, options.nodeAgents)) return;
        for (const container of subject.pod.containers) judgePorts(container, verdict);
    },
    cel: (options) => {
        const taken = "c.fields.?ports.orValue([]).exists(p, p.?hostPort.orValue(0) != 0)";
        const faults = `variables.containers.filter(c, ${taken}).map(c, c.title + " takes a port of the node")`;
        return { pods: { faults: celUnlessNodeAgent(options.nodeAgents, faults) } };
    },
});
