/**
 * Binding cases of the corpus whose verdict is not ours, and why: what a real API server or the evaluator of the Pod
 * Security Standards says about the object. At most 12.
 */
export const corpusExceptions: Readonly<Record<string, string>> = {
    "awsguard:dynamodb-table-encryption-enabled:685d77d2d5":
        "AWS makes the table, encrypted and with no way back: without pointInTimeRecovery it keeps no backup, and without deletionProtectionEnabled one call deletes it. The rule demands both.",
    "awsguard:dynamodb-table-encryption-enabled:b691820f6e":
        "As for the one before: their test asks for encryption alone, which AWS does unasked.",
    "awsguard:rds-instance-backup-enabled:d425926c3e":
        "The provider asks RDS for no backups where backupRetentionPeriod is not written: 0 days is its documented default. Another project's case of the same corpus expects the same inputs to fail.",
    "kyverno:aws/require-encryption-aws-loadbalancers/.chainsaw-test/service-pass.yaml#0:require-encryption-aws-loadbalancers/aws-loadbalancer-has-ssl-cert":
        "An API server takes the Service either way. The load balancer that AWS makes of it also speaks TLS 1.0: without ssl-negotiation-policy it takes ELBSecurityPolicy-2016-08. The rule demands a policy.",
    "polaris:test/checks/insecureCapabilities/success.all.yaml#0:insecureCapabilities":
        'The evaluator of the Pod Security Standards refuses the pod in a restricted namespace: it takes "ALL" in capitals only (check capabilities_restricted), and the object drops "All".',
};
