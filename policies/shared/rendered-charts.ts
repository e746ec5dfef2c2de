/**
 * Charts whose objects the rules do see, though a Release hides them from the preview: those that the stacks of this
 * project install, or would with every add-on. Every night each is rendered at its pinned version with the values of each stack, and judged.
 */
export const RENDERED_CHARTS: readonly string[] = [
    "alloy",
    "argo-cd",
    "argo-rollouts",
    "aws-load-balancer-controller",
    "cert-manager",
    "cluster-autoscaler",
    "external-dns",
    "external-secrets",
    "gateway-api-crds",
    "gha-runner-scale-set",
    "gha-runner-scale-set-controller",
    "grafana",
    "ingress-nginx",
    "karpenter",
    "karpenter-crd",
    "keda",
    "kube-prometheus-stack",
    "linkerd-control-plane",
    "linkerd-crds",
    "linkerd2-cni",
    "loki",
    "metrics-server",
    "prometheus-operator-crds",
    "reloader",
    "tempo",
    "traefik",
    "trust-manager",
    "velero",
];
