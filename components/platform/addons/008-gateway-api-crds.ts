/**
 * The kinds of the Gateway API, once for everybody that reads them: Linkerd and the load balancer controller.
 * The API's own project ships no chart. Of those of others, Linkerd's carries version 1.1.1, too old for the load
 * balancer controller, and Envoy Gateway's is larger than what a Helm release can store.
 */
import { z } from "zod";
import { defineAddOn } from "../add-on.ts";
import { chartRelease } from "../chart-release.ts";

// renovate: datasource=helm registryUrl=https://wiremind.github.io/wiremind-helm-charts depName=gateway-api-crds
const version = "1.6.0";

export default defineAddOn({
    order: 8,
    name: "gateway-api-crds",
    summary: "Kinds of the Gateway API.",
    needs: [],
    defaultOn: ["eks"],
    options: z.strictObject({}),
    install: (context) => [
        chartRelease(context, {
            chart: "gateway-api-crds",
            repository: "https://wiremind.github.io/wiremind-helm-charts",
            version,
            // Where Helm keeps its notes: kinds have no namespace, and no pod comes along.
            namespace: "kube-system",
            values: {},
        }),
    ],
});
