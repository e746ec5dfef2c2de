/**
 * Where charts may come from: repositories of those who make what the charts install, as host and path.
 * At an address that many share, the path is what says whose it is.
 */
export const CHART_SOURCES: readonly string[] = [
    "argoproj.github.io/argo-helm",
    "aws.github.io/eks-charts",
    "charts.external-secrets.io",
    "charts.jetstack.io",
    "cloudnative-pg.github.io/charts",
    "ghcr.io/actions/actions-runner-controller-charts",
    "ghcr.io/argoproj/argo-helm",
    "ghcr.io/grafana-community/helm-charts",
    "ghcr.io/prometheus-community/charts",
    "ghcr.io/traefik/helm",
    "grafana-community.github.io/helm-charts",
    "grafana.github.io/helm-charts",
    "helm.linkerd.io",
    "helm.releases.hashicorp.com",
    "kedacore.github.io/charts",
    "kubernetes-sigs.github.io",
    "kubernetes.github.io",
    "prometheus-community.github.io/helm-charts",
    "public.ecr.aws/karpenter",
    "quay.io/jetstack/charts",
    "stakater.github.io/stakater-charts",
    "traefik.github.io/charts",
    "vmware-tanzu.github.io/helm-charts",
    "wiremind.github.io/wiremind-helm-charts",
];
