/**
 * In which order a stack goes: what has something in the cloud or a finalizer goes before what takes that away. The
 * engine destroys in the reverse of the order of creation, so what goes first is what came after.
 */
import type { RecordedResource } from "../../preview/recording.ts";
import { read } from "../support/values.ts";

type Which = (resource: RecordedResource) => boolean;

export interface Order {
    readonly title: string;
    readonly first: Which;
    readonly then: Which;
    /** Which of them belong together. @default all of a site */
    readonly of?: (first: RecordedResource, then: RecordedResource) => boolean;
}

const ofType =
    (...types: readonly string[]): Which =>
    ({ type }) =>
        types.some((each) => (each.endsWith("*") ? type.startsWith(each.slice(0, -1)) : type === each));

const kind =
    (...kinds: readonly string[]): Which =>
    ({ type, inputs }) =>
        type.startsWith("kubernetes:") && kinds.includes(String(inputs["kind"]));

/** Kinds of an API group. */
const group =
    (name: string): Which =>
    ({ type }) =>
        type.startsWith(`kubernetes:${name}/`) && name.includes(".");

const release =
    (...charts: readonly string[]): Which =>
    ({ type, inputs }) =>
        type === "kubernetes:helm.sh/v3:Release" &&
        charts.some((chart) => String(inputs["chart"]).split("/").at(-1) === chart);

const either =
    (...all: readonly Which[]): Which =>
    (resource) =>
        all.some((each) => each(resource));

const both =
    (...all: readonly Which[]): Which =>
    (resource) =>
        all.every((each) => each(resource));

const named =
    (end: string): Which =>
    ({ name }) =>
        name.endsWith(end);

/** Everything that stands in the cluster. */
export const inCluster: Which = ({ type, custom }) => custom && type.startsWith("kubernetes:");
const runs = either(
    ofType("kubernetes:helm.sh/v3:Release"),
    kind("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"),
);
/** What makes a load balancer. */
const balanced = either(kind("Ingress"), release("traefik"));
const ofClass = (className: string): Which =>
    both(kind("Ingress"), ({ inputs }) => read(inputs, "spec.ingressClassName") === className);

const edgeGroup = both(ofType("aws:ec2/securityGroup:SecurityGroup", "aws:vpc/securityGroup*"), ({ urn }) =>
    urn.includes("EdgeSecurityGroup"),
);
/** What a controller cannot work without: its rights in AWS, and the packets that it may send. */
const meansOf = (chart: string): Which =>
    both(
        ofType("aws:iam/rolePolicy:RolePolicy", "kubernetes:networking.k8s.io/v1:NetworkPolicy"),
        ({ urn, name }) => urn.includes("AddOn$") && new RegExp(`^[a-z]+-${chart}(-|$)`).test(name),
    );

/** Charts whose pods claim volumes with what stands in their values. */
const claims = either(kind("StatefulSet"), release("kube-prometheus-stack", "loki", "tempo", "grafana"));

/** Who must still be there to let an object of its kinds go, by API group. */
export const operators: Readonly<Record<string, readonly string[]>> = {
    "actions.github.com": ["gha-runner-scale-set-controller"],
    "argoproj.io": ["argo-cd"],
    "cert-manager.io": ["cert-manager"],
    "elbv2.k8s.aws": ["aws-load-balancer-controller"],
    "external-secrets.io": ["external-secrets"],
    "generators.external-secrets.io": ["external-secrets"],
    "karpenter.k8s.aws": ["karpenter", "karpenter-crd"],
    "karpenter.sh": ["karpenter", "karpenter-crd"],
    "keda.sh": ["keda"],
    "monitoring.coreos.com": ["prometheus-operator-crds"],
    "policy.linkerd.io": ["linkerd-control-plane", "linkerd-crds"],
    "traefik.io": ["traefik"],
    "trust.cert-manager.io": ["trust-manager"],
};

export const orders: readonly Order[] = [
    {
        title: "load balancers before the controller that takes them away",
        first: balanced,
        then: release("aws-load-balancer-controller"),
    },
    {
        title: "hosts before the controller that takes their records away",
        first: kind("Ingress"),
        then: release("external-dns"),
    },
    {
        title: "Ingresses of Traefik before Traefik and its classes",
        first: ofClass("traefik"),
        then: either(release("traefik"), both(kind("IngressClass"), named("-nginx"))),
    },
    {
        title: "Ingresses of load balancers before their class",
        first: ofClass("alb"),
        then: either(kind("IngressClassParams"), both(kind("IngressClass"), named("-alb"))),
    },
    {
        title: "load balancers before their groups, firewalls and the bucket of their logs",
        first: ofClass("alb"),
        then: either(
            both(edgeGroup, ({ name }) => name.includes("-alb")),
            ofType("aws:wafv2/webAcl:WebAcl"),
            both(ofType("aws:s3/bucket:Bucket", "aws:s3/bucketPolicy:BucketPolicy"), named("-logs")),
        ),
    },
    {
        title: "an Ingress before its certificate",
        first: kind("Ingress"),
        then: either(ofType("aws:acm/certificateValidation:CertificateValidation"), kind("Certificate")),
        of: (ingress, { urn, name }) => urn.includes("ServiceDeployment") && name.startsWith(ingress.name),
    },
    {
        title: "the load balancer of Traefik before its group",
        first: release("traefik"),
        then: both(edgeGroup, ({ name }) => name.includes("-traefik")),
    },
    {
        title: "load balancers before the network that they and their controllers use",
        first: balanced,
        then: either(
            both(ofType("aws:ec2/subnet:Subnet"), ({ name }) => !name.includes("-database-")),
            ofType(
                "aws:ec2/route:Route",
                "aws:ec2/natGateway:NatGateway",
                "aws:ec2/internetGateway:InternetGateway",
                "aws:ec2/vpc:Vpc",
            ),
        ),
    },
    {
        title: "load balancers before the rights of their controller and its way to AWS",
        first: balanced,
        then: meansOf("aws-load-balancer-controller"),
    },
    {
        title: "hosts before the rights of the controller of records and its way to AWS",
        first: kind("Ingress"),
        then: meansOf("external-dns"),
    },
    {
        title: "what claims volumes before the classes and the driver of volumes",
        first: claims,
        then: either(
            kind("StorageClass"),
            both(ofType("aws:eks/addon:Addon"), ({ inputs }) => inputs["addonName"] === "aws-ebs-csi-driver"),
            both(ofType("aws:iam/rolePolicy:RolePolicy"), named("-ebs-csi")),
        ),
    },
    {
        title: "what runs before nodes and names",
        first: runs,
        then: either(
            ofType("aws:eks/nodeGroup:NodeGroup"),
            both(ofType("aws:eks/addon:Addon"), ({ inputs }) => inputs["addonName"] === "coredns"),
        ),
    },
    {
        title: "nodes before the network of their pods, and their way to AWS",
        first: ofType("aws:eks/nodeGroup:NodeGroup"),
        then: either(
            both(ofType("aws:eks/addon:Addon"), ({ inputs }) =>
                ["vpc-cni", "eks-pod-identity-agent"].includes(String(inputs["addonName"])),
            ),
            ofType("aws:eks/podIdentityAssociation:PodIdentityAssociation"),
            both(ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment"), ({ urn }) => urn.includes("PodNetwork")),
            ofType("aws:ec2/route:Route", "aws:ec2/natGateway:NatGateway"),
        ),
    },
    {
        // Who deploys has made the cluster and is its administrator as long as it is there: no entry of its own can go.
        title: "every object before the cluster and the way to it",
        first: inCluster,
        then: ofType("aws:eks/cluster:Cluster", "pulumi:providers:kubernetes"),
    },
    {
        title: "rules before the operator that judges them",
        first: kind("PrometheusRule"),
        then: release("kube-prometheus-stack"),
    },
    {
        title: "the operator of monitoring before its kinds",
        first: release("kube-prometheus-stack"),
        then: release("prometheus-operator-crds"),
    },
    {
        title: "secrets that are fetched before their store, and that before its account and its rights",
        first: kind("ExternalSecret"),
        then: either(
            both(kind("ClusterSecretStore", "ServiceAccount"), ({ urn }) => urn.includes("SecretStore")),
            both(ofType("aws:iam/rolePolicy:RolePolicy"), ({ urn }) => urn.includes("SecretStore")),
        ),
        // Beside the rights of the store some have rights for their own entry only.
        of: (secret, { name }) => secret.name.startsWith(name),
    },
    {
        title: "a certificate before who signs it",
        first: kind("Certificate"),
        then: kind("ClusterIssuer"),
        of: (certificate, issuer) =>
            read(certificate.inputs, "spec.issuerRef.name") === read(issuer.inputs, "metadata.name"),
    },
    {
        title: "sets of runners before their controller",
        first: release("gha-runner-scale-set"),
        then: release("gha-runner-scale-set-controller"),
    },
    {
        title: "the mesh before what vouches for it",
        first: release("linkerd-control-plane"),
        then: either(release("cert-manager", "trust-manager", "linkerd2-cni"), kind("ClusterIssuer")),
    },
    {
        title: "pods in the mesh before the mesh",
        first: both(kind("Deployment"), ({ urn }) => urn.includes("ServiceDeployment")),
        then: release("linkerd-control-plane"),
    },
];

export const byGroup = Object.entries(operators).map(([name, charts]): Order => ({
    title: `objects of ${name} before ${charts.join(" and ")}`,
    first: group(name),
    then: release(...charts),
}));
