/** Manifests for the tests of `strata policy check`, and what it prints of them. */

/** One entry of `--json`. */
export interface Row {
    readonly file: string;
    readonly doc: number;
    readonly apiVersion: string | null;
    readonly kind: string | null;
    readonly namespace: string | null;
    readonly name: string | null;
    readonly rule: string;
    readonly level: "mandatory" | "advisory";
    readonly outcome: "fail" | "unknown";
    readonly message: string;
    readonly exempt: boolean;
}

/** An object that no rule has anything against. */
export const good = `apiVersion: v1
kind: ConfigMap
metadata: { name: web, namespace: shop }
data: { greeting: hello }
`;

/** A Deployment whose tag moves; more is wrong with it. */
export const latest = (namespace: string, annotations = ""): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: ${namespace}, annotations: { ${annotations} } }
spec:
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: nginx:latest
`;

export const bare = (name: string) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name, namespace: "shop" },
});
