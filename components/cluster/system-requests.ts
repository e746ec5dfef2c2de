/**
 * What the add-ons of EKS itself ask for: requests of their default configuration, as `kubectl describe node` of a new
 * cluster lists them. The pod identity agent asks for nothing.
 */

/** coredns 2 × (100m, 70Mi) and the controller of aws-ebs-csi-driver 2 × 6 containers of (10m, 40Mi). */
export const systemRequests = { cpu: "320m", memory: "620Mi" } as const;

/** aws-node 2 × 25m with the agent for network policies, kube-proxy 100m, ebs-csi-node 3 × (10m, 40Mi). */
export const systemRequestsPerNode = { cpu: "180m", memory: "120Mi" } as const;
