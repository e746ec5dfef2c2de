/** Which requests each policy judges, and the variables that the rules' expressions may use. */
import { PROBES } from "../model/probe.ts";
import { celList, celText, type Matched } from "./cel.ts";

export interface ResourceRule {
    readonly apiGroups: readonly string[];
    readonly apiVersions: readonly string[];
    readonly resources: readonly string[];
}

export interface MatchedKinds {
    readonly rules: readonly ResourceRule[];
    /** The part of an object that rules read: what does not change it is let through, so that old objects can be ended. */
    readonly judged: (object: string) => string;
    /** Who is let through beside: by the user that asks, because anybody can write a label or an owner. */
    readonly conditions: Readonly<Record<string, string>>;
    /** What exemptions are told apart by. */
    readonly identity: string;
    readonly variables: Readonly<Record<string, string>>;
}

/** As model/probe.ts finds them: probes of the containers that can have any. */
const probes = PROBES.map(
    (name) =>
        `variables.probed.filter(c, c.fields.?${name}.hasValue()).map(c, ` +
        `{"title": dyn(c.title + " ${name}"), "name": dyn("${name}"), "fields": dyn(c.fields.${name}), "container": dyn(c.fields)})`,
).join(" + ");

/** They make pods, ReplicaSets and Jobs from templates that were judged when they came, and end those that were there before. */
const templateControllers = [
    "cronjob-controller",
    "daemon-set-controller",
    "deployment-controller",
    "job-controller",
    "replicaset-controller",
    "replication-controller",
    "statefulset-controller",
].map((name) => `system:serviceaccount:kube-system:${name}`);

export const certManager = "system:serviceaccount:cert-manager:cert-manager";

/** cert-manager's own pods and Ingresses, there for a minute to answer a challenge that comes over http. */
const notAcmeSolver =
    `request.userInfo.username != "${certManager}" || ` +
    'object.metadata.?labels[?"acme.cert-manager.io/http01-solver"].orValue("") != "true"';

/** As model/pod.ts finds it, for the kinds that are matched. */
const template = (object: string): string =>
    `${object}.kind == "Pod" ? ${object} : ` +
    `${object}.kind == "PodTemplate" ? ${object}.template : ` +
    `${object}.kind == "CronJob" ? ${object}.spec.jobTemplate.spec.template : ` +
    `${object}.kind == "ScaledJob" ? ${object}.spec.jobTargetRef.template : ` +
    `${object}.spec.?template.orValue({})`;

/** As model/container.ts: role, title and the container itself. */
const containers = (list: string, role: string, title: string): string =>
    `${list}.map(c, {"role": dyn(${role}), "title": dyn(${title} + " \\"" + c.?name.orValue("(without a name)") + "\\""), "fields": dyn(c)})`;

const pods: MatchedKinds = {
    rules: [
        {
            apiGroups: [""],
            apiVersions: ["v1"],
            // A container that is added for debugging, and a size that is changed in place, come by doors of their own.
            resources: ["pods", "pods/ephemeralcontainers", "pods/resize", "podtemplates", "replicationcontrollers"],
        },
        {
            apiGroups: ["apps"],
            apiVersions: ["v1"],
            resources: ["daemonsets", "deployments", "replicasets", "statefulsets"],
        },
        { apiGroups: ["batch"], apiVersions: ["v1"], resources: ["cronjobs", "jobs"] },
        { apiGroups: ["argoproj.io"], apiVersions: ["*"], resources: ["rollouts"] },
        { apiGroups: ["keda.sh"], apiVersions: ["*"], resources: ["scaledjobs"] },
    ],
    judged: (object) =>
        `[dyn((${template(object)}).?spec), dyn((${template(object)}).?metadata.labels), dyn((${template(object)}).?metadata.annotations)]`,
    conditions: {
        "not-from-a-judged-template": `!(request.userInfo.username in ${celList(templateControllers)})`,
        "no-acme-solver": notAcmeSolver,
    },
    identity: 'request.namespace + "/" + object.metadata.name',
    variables: {
        template: template("object"),
        podSpec: "variables.template.?spec.orValue({})",
        labels: "variables.template.?metadata.labels.orValue({})",
        annotations: "variables.template.?metadata.annotations.orValue({})",
        serving:
            '!(object.kind in ["CronJob", "Job", "ScaledJob"]) && ' +
            '(object.kind != "Pod" || variables.podSpec.?restartPolicy.orValue("Always") == "Always")',
        // To debug a pod is not to judge the rest of it again.
        listed: 'request.?subResource.orValue("") != "ephemeralcontainers"',
        app: `variables.listed ? ${containers("variables.podSpec.?containers.orValue([])", '"app"', '"container"')} : []`,
        init: `variables.listed ? ${containers(
            "variables.podSpec.?initContainers.orValue([])",
            'c.?restartPolicy.orValue("") == "Always" ? "sidecar" : "init"',
            '(c.?restartPolicy.orValue("") == "Always" ? "sidecar container" : "init container")',
        )} : []`,
        ephemeral: containers(
            "variables.podSpec.?ephemeralContainers.orValue([])",
            '"ephemeral"',
            '"ephemeral container"',
        ),
        sized: "variables.app + variables.init",
        probed: 'variables.app + variables.init.filter(c, c.role == "sidecar")',
        containers: "variables.sized + variables.ephemeral",
        probes,
    },
};

const notesChanged = (object: string): string =>
    `dyn(${object}.metadata.?labels), dyn(${object}.metadata.?annotations)`;

const ingresses: MatchedKinds = {
    rules: [{ apiGroups: ["networking.k8s.io"], apiVersions: ["v1"], resources: ["ingresses"] }],
    judged: (object) => `[dyn(${object}.?spec), ${notesChanged(object)}]`,
    conditions: { "no-acme-solver": notAcmeSolver },
    identity: 'request.namespace + "/" + object.metadata.name',
    variables: {
        tls: "object.?spec.tls.orValue([])",
        rules: "object.?spec.rules.orValue([])",
        labels: "object.metadata.?labels.orValue({})",
        annotations: "object.metadata.?annotations.orValue({})",
        class: 'object.?spec.ingressClassName.orValue(variables.annotations[?"kubernetes.io/ingress.class"].orValue(""))',
        // As listenPorts reads it: without the annotation it is the certificate that decides.
        listen: 'variables.annotations[?"alb.ingress.kubernetes.io/listen-ports"].orValue("")',
        certificate: 'variables.annotations[?"alb.ingress.kubernetes.io/certificate-arn"].orValue("")',
        listens: `variables.listen == "" || variables.listen.matches(${celText("^\\s*\\[\\s*(\\{[^{}]*\\}\\s*,?\\s*)*\\]\\s*$")})`,
        listensHttps: `variables.listen == "" ? variables.certificate != "" : variables.listen.matches(${celText('"HTTPS"\\s*:')})`,
        listensHttp: `variables.listen == "" ? variables.certificate == "" : variables.listen.matches(${celText('"HTTP"\\s*:')})`,
    },
};

const namespaces: MatchedKinds = {
    rules: [{ apiGroups: [""], apiVersions: ["v1"], resources: ["namespaces"] }],
    judged: (object) => `[${notesChanged(object)}]`,
    conditions: {},
    identity: "object.metadata.name",
    variables: {
        labels: "object.metadata.?labels.orValue({})",
        annotations: "object.metadata.?annotations.orValue({})",
    },
};

export const matchedKinds: Readonly<Record<Matched, MatchedKinds>> = { pods, ingresses, namespaces };
