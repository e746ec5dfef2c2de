import { rule as awsAllowedRegions } from "./aws-allowed-regions.ts";
import { rule as awsCloudfrontTls } from "./aws-cloudfront-tls.ts";
import { rule as awsCostGuard } from "./aws-cost-guard.ts";
import { rule as awsDynamodbProtection } from "./aws-dynamodb-protection.ts";
import { rule as awsEbsEncryption } from "./aws-ebs-encryption.ts";
import { rule as awsEc2NoPublicIp } from "./aws-ec2-no-public-ip.ts";
import { rule as awsEcrHardening } from "./aws-ecr-hardening.ts";
import { rule as awsEfsEncryption } from "./aws-efs-encryption.ts";
import { rule as awsEksAccess } from "./aws-eks-access.ts";
import { rule as awsEksControlPlaneLogging } from "./aws-eks-control-plane-logging.ts";
import { rule as awsEksEndpointAccess } from "./aws-eks-endpoint-access.ts";
import { rule as awsEksNodegroup } from "./aws-eks-nodegroup.ts";
import { rule as awsEksSecretsEncryption } from "./aws-eks-secrets-encryption.ts";
import { rule as awsEksVersionSupported } from "./aws-eks-version-supported.ts";
import { rule as awsElasticacheEncryption } from "./aws-elasticache-encryption.ts";
import { rule as awsElasticacheHa } from "./aws-elasticache-ha.ts";
import { rule as awsElasticacheTlsAuth } from "./aws-elasticache-tls-auth.ts";
import { rule as awsIamIrsaTrust } from "./aws-iam-irsa-trust.ts";
import { rule as awsIamNoWildcards } from "./aws-iam-no-wildcards.ts";
import { rule as awsKmsRotation } from "./aws-kms-rotation.ts";
import { rule as awsLbHardening } from "./aws-lb-hardening.ts";
import { rule as awsLbListenerHttps } from "./aws-lb-listener-https.ts";
import { rule as awsLbTlsPolicy } from "./aws-lb-tls-policy.ts";
import { rule as awsLogRetention } from "./aws-log-retention.ts";
import { rule as awsMsgTls } from "./aws-msg-tls.ts";
import { rule as awsOpensearchPrivate } from "./aws-opensearch-private.ts";
import { rule as awsOpensearchTls } from "./aws-opensearch-tls.ts";
import { rule as awsRdsBackups } from "./aws-rds-backups.ts";
import { rule as awsRdsDeletionProtection } from "./aws-rds-deletion-protection.ts";
import { rule as awsRdsEncryption } from "./aws-rds-encryption.ts";
import { rule as awsRdsForceSsl } from "./aws-rds-force-ssl.ts";
import { rule as awsRdsMasterSecret } from "./aws-rds-master-secret.ts";
import { rule as awsRdsMultiAz } from "./aws-rds-multi-az.ts";
import { rule as awsRdsObservability } from "./aws-rds-observability.ts";
import { rule as awsRdsPrivate } from "./aws-rds-private.ts";
import { rule as awsRequiredTags } from "./aws-required-tags.ts";
import { rule as awsS3Encryption } from "./aws-s3-encryption.ts";
import { rule as awsS3NoPublicAcl } from "./aws-s3-no-public-acl.ts";
import { rule as awsS3PublicAccessBlock } from "./aws-s3-public-access-block.ts";
import { rule as awsS3TlsOnly } from "./aws-s3-tls-only.ts";
import { rule as awsS3Versioning } from "./aws-s3-versioning.ts";
import { rule as awsSecretsCmk } from "./aws-secrets-cmk.ts";
import { rule as awsSgDescriptions } from "./aws-sg-descriptions.ts";
import { rule as awsSgNoOpenIngress } from "./aws-sg-no-open-ingress.ts";
import { rule as awsVpcBaseline } from "./aws-vpc-baseline.ts";
import { rule as awsWafAssociation } from "./aws-waf-association.ts";
import { rule as certManagerRenewal } from "./cert-manager-renewal.ts";
import { rule as dbClientTls } from "./db-client-tls.ts";
import { rule as helmReleaseMaintained } from "./helm-release-maintained.ts";
import { rule as helmReleasePinned } from "./helm-release-pinned.ts";
import { rule as helmReleaseSafe } from "./helm-release-safe.ts";
import { rule as helmReleaseSource } from "./helm-release-source.ts";
import { rule as helmValuesGuardrails } from "./helm-values-guardrails.ts";
import { rule as k8sCapacityFits } from "./k8s-capacity-fits.ts";
import { rule as k8sConfigmapNoSecrets } from "./k8s-configmap-no-secrets.ts";
import { rule as k8sCpuLimits } from "./k8s-cpu-limits.ts";
import { rule as k8sCpuRequests } from "./k8s-cpu-requests.ts";
import { rule as k8sCronjobSafety } from "./k8s-cronjob-safety.ts";
import { rule as k8sDeprecatedApi } from "./k8s-deprecated-api.ts";
import { rule as k8sDropAllCapabilities } from "./k8s-drop-all-capabilities.ts";
import { rule as k8sEnvUnique } from "./k8s-env-unique.ts";
import { rule as k8sEphemeralStorage } from "./k8s-ephemeral-storage.ts";
import { rule as k8sGatewayTls } from "./k8s-gateway-tls.ts";
import { rule as k8sGracefulShutdown } from "./k8s-graceful-shutdown.ts";
import { rule as k8sHpaNeedsRequests } from "./k8s-hpa-needs-requests.ts";
import { rule as k8sHpaNoStaticReplicas } from "./k8s-hpa-no-static-replicas.ts";
import { rule as k8sHpaReplicas } from "./k8s-hpa-replicas.ts";
import { rule as k8sImageDigest } from "./k8s-image-digest.ts";
import { rule as k8sImagePinned } from "./k8s-image-pinned.ts";
import { rule as k8sImagePullPolicy } from "./k8s-image-pull-policy.ts";
import { rule as k8sImageRegistries } from "./k8s-image-registries.ts";
import { rule as k8sIngressHost } from "./k8s-ingress-host.ts";
import { rule as k8sIngressHttpsRedirect } from "./k8s-ingress-https-redirect.ts";
import { rule as k8sIngressNoSnippets } from "./k8s-ingress-no-snippets.ts";
import { rule as k8sIngressTls } from "./k8s-ingress-tls.ts";
import { rule as k8sIngressTlsHosts } from "./k8s-ingress-tls-hosts.ts";
import { rule as k8sJobLimits } from "./k8s-job-limits.ts";
import { rule as k8sLabels } from "./k8s-labels.ts";
import { rule as k8sLimitrangeFits } from "./k8s-limitrange-fits.ts";
import { rule as k8sLivenessProbe } from "./k8s-liveness-probe.ts";
import { rule as k8sMemoryLimits } from "./k8s-memory-limits.ts";
import { rule as k8sMemoryRequestEqualsLimit } from "./k8s-memory-request-equals-limit.ts";
import { rule as k8sMemoryRequests } from "./k8s-memory-requests.ts";
import { rule as k8sMinReplicas } from "./k8s-min-replicas.ts";
import { rule as k8sNamespaceGuardrails } from "./k8s-namespace-guardrails.ts";
import { rule as k8sNamespacePssLabels } from "./k8s-namespace-pss-labels.ts";
import { rule as k8sNetworkPolicyCoversWorkload } from "./k8s-network-policy-covers-workload.ts";
import { rule as k8sNetworkPolicyDefaultDeny } from "./k8s-network-policy-default-deny.ts";
import { rule as k8sNetworkPolicyNotOpen } from "./k8s-network-policy-not-open.ts";
import { rule as k8sNoAddedCapabilities } from "./k8s-no-added-capabilities.ts";
import { rule as k8sNoBarePods } from "./k8s-no-bare-pods.ts";
import { rule as k8sNoDefaultNamespace } from "./k8s-no-default-namespace.ts";
import { rule as k8sNoDefaultServiceAccount } from "./k8s-no-default-service-account.ts";
import { rule as k8sNoHostNamespaces } from "./k8s-no-host-namespaces.ts";
import { rule as k8sNoHostPath } from "./k8s-no-host-path.ts";
import { rule as k8sNoHostPorts } from "./k8s-no-host-ports.ts";
import { rule as k8sNoLegacySaToken } from "./k8s-no-legacy-sa-token.ts";
import { rule as k8sNoPrivilegeEscalation } from "./k8s-no-privilege-escalation.ts";
import { rule as k8sNoPrivileged } from "./k8s-no-privileged.ts";
import { rule as k8sNoRootUid } from "./k8s-no-root-uid.ts";
import { rule as k8sNoSaTokenAutomount } from "./k8s-no-sa-token-automount.ts";
import { rule as k8sNoSecretsInEnv } from "./k8s-no-secrets-in-env.ts";
import { rule as k8sNonRootGroups } from "./k8s-non-root-groups.ts";
import { rule as k8sPdbAllowsDisruption } from "./k8s-pdb-allows-disruption.ts";
import { rule as k8sPdbRequired } from "./k8s-pdb-required.ts";
import { rule as k8sPdbUnhealthyEviction } from "./k8s-pdb-unhealthy-eviction.ts";
import { rule as k8sPriorityClass } from "./k8s-priority-class.ts";
import { rule as k8sProbeExecSafe } from "./k8s-probe-exec-safe.ts";
import { rule as k8sProbeHost } from "./k8s-probe-host.ts";
import { rule as k8sProbePortsExist } from "./k8s-probe-ports-exist.ts";
import { rule as k8sProbeTimings } from "./k8s-probe-timings.ts";
import { rule as k8sProbesDistinct } from "./k8s-probes-distinct.ts";
import { rule as k8sProbesNotOnJobs } from "./k8s-probes-not-on-jobs.ts";
import { rule as k8sPssBaselineMisc } from "./k8s-pss-baseline-misc.ts";
import { rule as k8sQuotaFits } from "./k8s-quota-fits.ts";
import { rule as k8sRbacNoClusterAdmin } from "./k8s-rbac-no-cluster-admin.ts";
import { rule as k8sRbacNoEscalation } from "./k8s-rbac-no-escalation.ts";
import { rule as k8sRbacNoSystemGroups } from "./k8s-rbac-no-system-groups.ts";
import { rule as k8sRbacNoWildcards } from "./k8s-rbac-no-wildcards.ts";
import { rule as k8sRbacPodExec } from "./k8s-rbac-pod-exec.ts";
import { rule as k8sRbacSecretsAccess } from "./k8s-rbac-secrets-access.ts";
import { rule as k8sReadOnlyRootFs } from "./k8s-read-only-root-fs.ts";
import { rule as k8sReadinessProbe } from "./k8s-readiness-probe.ts";
import { rule as k8sReferencesResolve } from "./k8s-references-resolve.ts";
import { rule as k8sRequestsWithinLimits } from "./k8s-requests-within-limits.ts";
import { rule as k8sResourceCeilings } from "./k8s-resource-ceilings.ts";
import { rule as k8sRollingUpdate } from "./k8s-rolling-update.ts";
import { rule as k8sRunAsNonRoot } from "./k8s-run-as-non-root.ts";
import { rule as k8sSeccomp } from "./k8s-seccomp.ts";
import { rule as k8sSecretsAsFiles } from "./k8s-secrets-as-files.ts";
import { rule as k8sServiceExposure } from "./k8s-service-exposure.ts";
import { rule as k8sServiceLbTls } from "./k8s-service-lb-tls.ts";
import { rule as k8sSpread } from "./k8s-spread.ts";
import { rule as k8sStartupProbe } from "./k8s-startup-probe.ts";
import { rule as k8sStatefulsetStorage } from "./k8s-statefulset-storage.ts";
import { rule as k8sStorageclassEncrypted } from "./k8s-storageclass-encrypted.ts";
import { rule as k8sValidQuantities } from "./k8s-valid-quantities.ts";
import { rule as k8sVolumeTypes } from "./k8s-volume-types.ts";
import { rule as meshMtls } from "./mesh-mtls.ts";
import { rule as meshNoOptOut } from "./mesh-no-opt-out.ts";
import { rule as policyBlindSpots } from "./policy-blind-spots.ts";
import { rule as policyConfigKnown } from "./policy-config-known.ts";
import { rule as policyExemptions } from "./policy-exemptions.ts";
import { rule as pulumiIgnoreChanges } from "./pulumi-ignore-changes.ts";
import { rule as pulumiNoDefaultProvider } from "./pulumi-no-default-provider.ts";
import { rule as pulumiProtectStateful } from "./pulumi-protect-stateful.ts";
import { rule as pulumiSecretness } from "./pulumi-secretness.ts";
import { rule as traefikRouteTls } from "./traefik-route-tls.ts";
import { rule as traefikTlsOptions } from "./traefik-tls-options.ts";
import type { Rule } from "../rule.ts";

/** Every rule of the pack, in the order of their names. */
export const rules: readonly Rule[] = [
    awsAllowedRegions,
    awsCloudfrontTls,
    awsCostGuard,
    awsDynamodbProtection,
    awsEbsEncryption,
    awsEc2NoPublicIp,
    awsEcrHardening,
    awsEfsEncryption,
    awsEksAccess,
    awsEksControlPlaneLogging,
    awsEksEndpointAccess,
    awsEksNodegroup,
    awsEksSecretsEncryption,
    awsEksVersionSupported,
    awsElasticacheEncryption,
    awsElasticacheHa,
    awsElasticacheTlsAuth,
    awsIamIrsaTrust,
    awsIamNoWildcards,
    awsKmsRotation,
    awsLbHardening,
    awsLbListenerHttps,
    awsLbTlsPolicy,
    awsLogRetention,
    awsMsgTls,
    awsOpensearchPrivate,
    awsOpensearchTls,
    awsRdsBackups,
    awsRdsDeletionProtection,
    awsRdsEncryption,
    awsRdsForceSsl,
    awsRdsMasterSecret,
    awsRdsMultiAz,
    awsRdsObservability,
    awsRdsPrivate,
    awsRequiredTags,
    awsS3Encryption,
    awsS3NoPublicAcl,
    awsS3PublicAccessBlock,
    awsS3TlsOnly,
    awsS3Versioning,
    awsSecretsCmk,
    awsSgDescriptions,
    awsSgNoOpenIngress,
    awsVpcBaseline,
    awsWafAssociation,
    certManagerRenewal,
    dbClientTls,
    helmReleaseMaintained,
    helmReleasePinned,
    helmReleaseSafe,
    helmReleaseSource,
    helmValuesGuardrails,
    k8sCapacityFits,
    k8sConfigmapNoSecrets,
    k8sCpuLimits,
    k8sCpuRequests,
    k8sCronjobSafety,
    k8sDeprecatedApi,
    k8sDropAllCapabilities,
    k8sEnvUnique,
    k8sEphemeralStorage,
    k8sGatewayTls,
    k8sGracefulShutdown,
    k8sHpaNeedsRequests,
    k8sHpaNoStaticReplicas,
    k8sHpaReplicas,
    k8sImageDigest,
    k8sImagePinned,
    k8sImagePullPolicy,
    k8sImageRegistries,
    k8sIngressHost,
    k8sIngressHttpsRedirect,
    k8sIngressNoSnippets,
    k8sIngressTls,
    k8sIngressTlsHosts,
    k8sJobLimits,
    k8sLabels,
    k8sLimitrangeFits,
    k8sLivenessProbe,
    k8sMemoryLimits,
    k8sMemoryRequestEqualsLimit,
    k8sMemoryRequests,
    k8sMinReplicas,
    k8sNamespaceGuardrails,
    k8sNamespacePssLabels,
    k8sNetworkPolicyCoversWorkload,
    k8sNetworkPolicyDefaultDeny,
    k8sNetworkPolicyNotOpen,
    k8sNoAddedCapabilities,
    k8sNoBarePods,
    k8sNoDefaultNamespace,
    k8sNoDefaultServiceAccount,
    k8sNoHostNamespaces,
    k8sNoHostPath,
    k8sNoHostPorts,
    k8sNoLegacySaToken,
    k8sNoPrivilegeEscalation,
    k8sNoPrivileged,
    k8sNoRootUid,
    k8sNoSaTokenAutomount,
    k8sNoSecretsInEnv,
    k8sNonRootGroups,
    k8sPdbAllowsDisruption,
    k8sPdbRequired,
    k8sPdbUnhealthyEviction,
    k8sPriorityClass,
    k8sProbeExecSafe,
    k8sProbeHost,
    k8sProbePortsExist,
    k8sProbeTimings,
    k8sProbesDistinct,
    k8sProbesNotOnJobs,
    k8sPssBaselineMisc,
    k8sQuotaFits,
    k8sRbacNoClusterAdmin,
    k8sRbacNoEscalation,
    k8sRbacNoSystemGroups,
    k8sRbacNoWildcards,
    k8sRbacPodExec,
    k8sRbacSecretsAccess,
    k8sReadOnlyRootFs,
    k8sReadinessProbe,
    k8sReferencesResolve,
    k8sRequestsWithinLimits,
    k8sResourceCeilings,
    k8sRollingUpdate,
    k8sRunAsNonRoot,
    k8sSeccomp,
    k8sSecretsAsFiles,
    k8sServiceExposure,
    k8sServiceLbTls,
    k8sSpread,
    k8sStartupProbe,
    k8sStatefulsetStorage,
    k8sStorageclassEncrypted,
    k8sValidQuantities,
    k8sVolumeTypes,
    meshMtls,
    meshNoOptOut,
    policyBlindSpots,
    policyConfigKnown,
    policyExemptions,
    pulumiIgnoreChanges,
    pulumiNoDefaultProvider,
    pulumiProtectStateful,
    pulumiSecretness,
    traefikRouteTls,
    traefikTlsOptions,
];
