/** Made by Kubernetes itself: what runs there belongs to the control plane and to the nodes. */
export const CONTROL_PLANE_NAMESPACES = ["kube-system", "kube-public", "kube-node-lease"] as const;
